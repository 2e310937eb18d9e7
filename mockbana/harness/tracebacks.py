"""A mistake of a test ends in a line of the test: our own frames leave its traceback."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, iscoroutinefunction, signature
from pathlib import Path
from types import FunctionType, TracebackType
from typing import Any, Final, ParamSpec, TypeVar, cast

from mockbana.harness.nearest import did_you_mean

C = TypeVar("C")
P = ParamSpec("P")
T = TypeVar("T")
MISTAKES: Final = (AssertionError, OSError, RuntimeError, TypeError, ValueError)
SPECIAL: Final = ("init", "enter", "aenter", "exit", "aexit", "getitem", "iter", "len", "contains")
OWN: Final = str(Path(__file__).parents[1])


def hide_frames(function: Callable[P, T]) -> Callable[P, T]:
    """Let mistakes of those who call *function* have no frame of ours, and name misspelt keywords.

    Frames of the caller's own code, such as a matcher that raises, stay.
    """
    if iscoroutinefunction(function):

        @wraps(function)
        async def start(*args: P.args, **kwargs: P.kwargs) -> Any:
            __tracebackhide__ = True
            try:
                return await function(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - raised again
                raise _shortened(error, function, kwargs)  # noqa: B904 - it is the same error

        return cast("Callable[P, T]", start)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        __tracebackhide__ = True
        try:
            return function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - raised again
            raise _shortened(error, function, kwargs)  # noqa: B904 - it is the same error

    return call


def hide_frames_of(owner: type[C]) -> type[C]:
    """Do so for all public methods and properties of a class."""
    public = [f"__{name}__" for name in SPECIAL]
    for name, member in list(vars(owner).items()):
        if not name.startswith("_") or name in public:
            setattr(owner, name, _hidden(member))
    return owner


def _hidden(member: Any) -> Any:
    if isinstance(member, FunctionType):
        return hide_frames(member)
    if isinstance(member, classmethod):
        return classmethod(hide_frames(member.__func__))
    if isinstance(member, property) and member.fget:
        return property(hide_frames(member.fget), member.fset, member.fdel, member.__doc__)
    return member


def _shortened(error: Exception, function: Any, given: Mapping[str, Any]) -> Exception:
    """Return *error* as the caller of *function* should see it."""
    trace = error.__traceback__
    if isinstance(error, TypeError) and trace is not None and trace.tb_next is None:
        return _misfit(function, given) or error
    if not _is_mistake(error):
        return error
    rest = _of_the_caller(trace)
    if rest is None and error.__cause__ is None:
        error.__suppress_context__ = True
    if error.__cause__ is not None:
        error.__cause__.__traceback__ = _of_the_caller(error.__cause__.__traceback__)
    return error.with_traceback(rest)


def _is_mistake(error: Exception) -> bool:
    """Whether it is ours or Python's for bad arguments; other errors may be bugs."""
    own = type(error).__module__.startswith("mockbana.")
    return own or isinstance(error, MISTAKES) or type(error) is LookupError


def _misfit(function: Any, given: Mapping[str, Any]) -> TypeError | None:
    """Return the error for the first keyword that *function* doesn't have, if there is one."""
    parameters = signature(function).parameters.values()
    known = [each.name for each in parameters if each.kind is not Parameter.POSITIONAL_ONLY]
    stray = next((name for name in given if name not in known), None)
    if stray is None:
        return None
    called = function.__qualname__.removesuffix(".__init__")
    refusal = TypeError(f'{called} has no "{stray}"; {did_you_mean(stray, known[1:])}')
    refusal.__suppress_context__ = True
    return refusal


def _of_the_caller(trace: TracebackType | None) -> TracebackType | None:
    """Return *trace* from the first frame on that is neither ours nor a library's."""
    import sysconfig

    paths = sysconfig.get_paths()
    libraries = (OWN, *(paths[name] for name in ("stdlib", "purelib", "platlib")), "<")
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(libraries):
        trace = trace.tb_next
    return trace
