"""What is done to a child's record, one verb at a time."""

from carenet.children.services.consents import give_consent
from carenet.children.services.reaches import end_reach, grant_reach

__all__ = ["end_reach", "give_consent", "grant_reach"]
