"""What scores mean and how sure they are; pure, table to table."""
