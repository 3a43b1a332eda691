from wireparse.cli.main import main

main()
