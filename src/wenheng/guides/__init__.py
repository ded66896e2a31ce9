"""Official service items (办事指南): read as they are, and what they propose as reference facts."""
