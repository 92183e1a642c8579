# The EC20 of the fault tables for its services, and what their docstrings count with.
from support.faulty import ANSWER, Family

__all__ = ("ANSWER", "EC20", "LOOK", "READY")

READY = 150000 + 40000 + 3 * ANSWER  # `packet.ready`
LOOK = 20300  # whether it restarted, after a counted answer that stopped


class Ec20(Family):
    """Its restart inside a counted answer is found out behind the call."""

    says_it_starts = False


EC20 = Ec20()
