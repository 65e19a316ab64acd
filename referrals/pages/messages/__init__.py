"""Messages in and out: the list, one message, and what a person does about it."""
