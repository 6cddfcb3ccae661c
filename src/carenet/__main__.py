"""`python -m carenet` is the command `carenet`."""

from carenet.cli import main

if __name__ == "__main__":
    main()
