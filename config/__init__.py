"""Settings, checks of the environment, addresses and the web server's way in."""
