"""Screenshots of a conversation → a transcript that a person looks through and corrects."""
