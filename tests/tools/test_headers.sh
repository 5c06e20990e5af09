#!/bin/sh
# tools/headers.sh must see a header that needs another one first, or cannot be read twice.
set -eu
cd "$(dirname "$0")/../.."
. tests/tools/plant.sh
check='sh tools/headers.sh'

clean_tree()
{
	put src/base/str.h '#ifndef STR_H' '#define STR_H' 'struct str { int n; };' '#endif'
	put src/base/buf.h '#include "base/str.h"' 'int buf_add(struct str s);'
}

accepts
refuses src/base/a.h:1 'int a(struct str s);'
refuses src/base/a.h:1 'struct a { int b; };'
refuses src/base/a.h:1 'enum kind; int a(enum kind k);'
summary
