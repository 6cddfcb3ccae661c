"""What is done with messages: handing over, sending, asking, answering, calling."""
