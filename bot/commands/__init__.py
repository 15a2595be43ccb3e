"""What a person starts: each command drives the engine through the doors it is given, and knows no adapter."""
