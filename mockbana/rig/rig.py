"""What stands around one deployment: its journal, its faults, the state to go back to."""

from dataclasses import dataclass, field

from mockbana.kibana.deployment import Deployment, Frozen

from .journal import Journal


@dataclass
class Rig:
    """The test rig of one deployment; *bugs* are exceptions of our own that requests met."""

    deployment: Deployment
    journal: Journal = field(default_factory=Journal)
    bugs: list[Exception] = field(default_factory=list)
    seed: Frozen = field(init=False)

    def __post_init__(self) -> None:
        self.seed = self.deployment.freeze()

    def reset(self) -> None:
        """Go back to the seed; forget requests and faults."""
        self.deployment.thaw(self.seed)
        self.journal.clear()
        self.bugs.clear()
