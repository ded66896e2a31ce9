"""What the writers of Office files share: charts, pictures, widths of text, archives."""
