"""What this slice offers to the whole house: nothing, it is for programs."""
