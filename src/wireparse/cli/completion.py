from typing import Final

import click
from click.shell_completion import ShellComplete, get_completion_class

_SET_UP: Final = """
\b
Set-up:
  bash  echo 'eval "$(wireparse completion bash)"' >> ~/.bashrc
  zsh   echo 'eval "$(wireparse completion zsh)"' >> ~/.zshrc
  fish  wireparse completion fish > ~/.config/fish/completions/wireparse.fish
"""


@click.command(epilog=_SET_UP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options and file names."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"no completion for {shell}")
    root = context.find_root()
    complete = found(root.command, {}, "wireparse", "_WIREPARSE_COMPLETE")
    # The class for bash would run bash first, to see how old it is; a script can be printed without.
    click.echo(ShellComplete.source(complete))
