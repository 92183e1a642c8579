"""China Mobile ML302."""
