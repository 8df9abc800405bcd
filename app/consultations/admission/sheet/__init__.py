"""People in bulk: a spreadsheet that is read, shown, and written only once it is confirmed."""
