"""What this slice offers to the whole house."""

from portal.petitions import retention, soundness, timers


def check() -> list[str]:
    """Chains, owners, states, approvals, receipts, and what was to be erased."""
    return list(soundness.findings())


def tick() -> None:
    """Questions lapse, answered petitions close, old ones are blanked."""
    timers.lapse_questions()
    timers.close_answered()
    retention.sweep()
