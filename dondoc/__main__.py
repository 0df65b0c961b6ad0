"""`python -m dondoc` is the command `dondoc`."""

from dondoc.cli import main

if __name__ == "__main__":
    main(prog_name="dondoc")
