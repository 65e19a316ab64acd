"""What leaves the house: letters that people bring, what waits, what did not leave."""
