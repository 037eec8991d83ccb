"""What was done or found → what a person reads of it: one room for each family of commands."""
