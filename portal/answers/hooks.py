"""What this slice offers to the whole house."""
