"""What is told to people and programs who are not looking: digests, reminders, feeds, webhooks."""
