"""What is declared: a study, read strictly from its files, checked whole, and planned."""
