"""The program's entry: `tpcli`, and `python -m tpcli`."""

from tpcli.signals import interrupts_end


def main() -> None:
    """Run the program, and end the process with its exit status."""
    interrupts_end()
    from tpcli.cli import main as run

    run()


if __name__ == "__main__":
    main()
