"""What belongs to one person: name and language, devices, the ways in."""
