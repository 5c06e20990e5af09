#!/bin/sh
# tools/tidy.sh must see each kind of fault: a small clean tree, one fault planted at a time.
set -eu
cd "$(dirname "$0")/../.."
. tests/tools/plant.sh
check='sh tools/tidy.sh'

lines() # N TEXT
{
	awk -v n="$1" -v text="$2" 'BEGIN { while (n-- > 0) print text }'
}

function_of() # N: a function of N lines, braces included
{
	printf 'int f(int a)\n{\n%s\n}\n' "$(lines $(($1 - 2)) '	a++;')"
}

wide() # N TEXT
{
	awk -v n="$1" -v text="$2" 'BEGIN { while (n-- > 0) printf "%s", text; print "" }'
}

clean_tree()
{
	put src/base/README.md '# base'
	put src/base/full.c "$(function_of 70)" \
		"/* $(wide 94 贫) */" "$(wide 12 '	')1234" '/* see http://example.org */' \
		'const char *a = "a // b", *mask = "XXXXXX";' \
		'typedef int full_fn(struct a *a,' \
		'                    struct b *b);' \
		'typedef enum err quiet_fn(void);'
	put src/base/full.h 'int f(int a);'
	put src/base/long.c "$(lines 800 'int a;')"
	put tests/unit/test_full.c 'double ratio = 0.5;'
	put src/rule/README.md '# rule'
	put src/rule/measure_full.c 'static double ratio;'
}

accepts
refuses src/base/a.c:1 "/* $(wide 95 贫) */"
refuses src/base/a.h:2 "int a;
$(wide 24 '	')12345"
refuses tests/cli/a.sh:1 "# $(wide 99 a)"
refuses src/base/a.c:2 "$(function_of 71)"
refuses src/base/a.c:1 'int f(void) {'
refuses src/base/a.c:801 "$(lines 801 'int a;')"
refuses src/base/a.c:1 'int a; '
refuses src/base/README.md:1 'base	'
refuses src/base/a.c:1 "int a;	/* TO""DO */"
refuses src/base/a.c:1 "int a;	/* FIX""ME: later */"
refuses src/base/a.c:1 'int a; // short'
refuses src/base/a.c:3 'int f(void)
{
        return 1;'
refuses src/base/a.h:1 'typedef struct a { int b; } a;'
refuses src/base/a.c:1 'static double share;'
refuses src/job/measured/a.c:1 'static double share;' src/job/measured/README.md '# measured'
refuses src/base/a.c:1 'const char *built = __DATE__;'
refuses src/base/a.md:1 'see /ho''me/someone/file'
refuses src/db/full.h:1 'int b;' src/db/README.md '# db'
# A room without its page: the place named is the page that should be there.
fresh
put src/domain/help/visit.c 'int a;'
expects src/domain/help/README.md:1
summary
