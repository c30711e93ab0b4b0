"""Registry feeds as resumable cursors: each says what happened, how far behind it is and what it missed."""
