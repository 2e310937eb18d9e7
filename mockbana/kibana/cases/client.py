"""Who works on which cases: the context of every operation."""

from dataclasses import dataclass

from mockbana.kibana.clock import iso
from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.storage import Document, Space


@dataclass(slots=True)
class Client:
    """An account at work on the saved objects of one space; nobody changes it."""

    deployment: Deployment
    objects: Space
    account: Account

    def now(self) -> str:
        """Return the present time as Kibana writes it."""
        return iso(self.deployment.clock.now())

    def configuration(self, owner: str) -> Document | None:
        """Return the configuration of *owner* in this space."""
        configurations = self.objects.configurations.values()
        return next((known for known in configurations if known["owner"] == owner), None)
