/* `frontdesk settings`: the reference of all settings, as README has it. */
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>

int command_settings(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	if (argc > 1) {
		bool is_help = strcmp(argv[1], "--help") == 0;
		(void)fprintf(is_help ? stdout : stderr,
			"frontdesk settings: prints every setting, with its flag, environment "
			"variable and default, as a Markdown table; takes no option\n");
		return is_help ? 0 : 2;
	}
	settings_print(true);
	return 0;
}
