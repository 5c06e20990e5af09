#!/bin/sh
# tools/layers.sh must see each kind of violation: a small clean tree, one fault planted at a time.
set -eu
cd "$(dirname "$0")/../.."
. tests/tools/plant.sh
check='sh tools/layers.sh'

clean_tree()
{
	put src/base/str.h '#include <string.h>'
	put src/base/os.c '#include "base/str.h"' 'long now(void) { return time(0); }'
	put src/base/arena.c 'void *more(int n) { return malloc(n); }'
	put src/db/db.c '#include <sqlite3.h>' '#include "base/str.h"' 'const char *q = "SELECT 1";'
	put src/entity/row.c '#include "db/db.h"' 'const char *q = "UPDATE t SET a=1";'
	put src/crypto/gram.c '#include "pinyin_table.h"' '#include <sodium.h>'
	put src/domain/register/household.c '#include "policy/pack.h"'
	put src/domain/office/grant.c '#include "domain/register/register.h"'
	put src/domain/gate/case.c '#include "domain/register/register.h"'
	put src/domain/help/visit.c '#include "domain/gate/gate.h"'
	put src/web/page.c '#include "http/http.h"' '#include "domain/gate/case.h"'
	put src/job/scan.c '#include "policy/pack.h"' 'int f(struct io *x) { return x->open(1); }'
	put src/cmd/main.c '#include "web/page.h"' '#include "job/scan.h"' \
		'/* popen() is banned */' 'const char *why = "never call system()";'
}

accepts
refuses src/base/a.c:1 '#include "crypto/seal.h"'
refuses src/base/a.def:1 '#include "entity/entity.h"'
refuses src/crypto/a.c:1 '#include "db/db.h"'
refuses src/db/a.c:1 '#include "journal/journal.h"'
refuses src/journal/a.h:1 '#include "entity/entity.h"'
refuses src/fmt/a.c:1 '  #  include "journal/journal.h"'
refuses src/fmt/a.c:1 '#include "db/db.h"'
refuses src/entity/a.c:1 '#include "policy/pack.h"'
refuses src/rule/a.c:1 '#include "policy/pack.h"'
refuses src/policy/a.c:1 '#include "domain/register/register.h"'
refuses src/domain/register/a.c:1 '#include "web/web.h"'
refuses src/web/a.c:1 '#include "job/scan.h"'
refuses src/job/a.c:1 '#include "http/http.h"'
refuses src/http/a.c:1 '#include "entity/entity.h"'
refuses src/cmd/a.c:1 '#include "tests/unit/fix.h"'
refuses src/cmd/a.c:1 '#include "main.h"'
refuses src/cmd/a.c:1 '#include <base/str.h>'
refuses src/cmd/a.c:1 '#include "pinyin_table.h"'
refuses src/misc/a.c:1 'int misc;'

# Wings: register lowest, then office, oversee highest, one header each, no circle of any length.
refuses src/domain/register/a.c:1 '#include "domain/office/office.h"'
refuses src/domain/register/a.c:1 '#include "domain/judge/judge.h"'
refuses src/domain/help/a.c:1 '#include "domain/oversee/oversee.h"'
refuses src/domain/gate/a.c:1 '#include "domain/register/household.h"'
refuses src/domain/gate/a.c:1 '#include "domain/help/help.h"'
refuses src/domain/help/visit.c:1 '#include "domain/gate/gate.h"' \
	src/domain/gate/a.c '#include "domain/money/money.h"' \
	src/domain/money/a.c '#include "domain/help/help.h"'
refuses src/domain/extra/a.c:1 'int extra;'

refuses src/entity/a.c:1 '#include <sqlite3.h>'
refuses src/web/a.c:1 '#include <openssl/evp.h>'
refuses src/entity/a.c:1 '#include <jansson.h>'
refuses src/crypto/a.c:1 '#include <unicode/translit.h>'

refuses src/web/a.c:2 'int a;
const char *q = "  SELECT * FROM t";'
refuses src/policy/a.c:1 'const char *q = "DELETE FROM t";'
refuses src/cmd/a.c:1 'const char *q = "CREATE TABLE t(a)";'

refuses src/entity/a.c:1 'void f(void *p) { free (p); }'
refuses src/web/a.c:1 'char *f(char *p) { return strdup(p); }'
refuses src/entity/a.c:1 'int f(void) { return time(NULL); }'
refuses src/base/str.c:1 'int f(const char *p) { return open(p, 0); }'
refuses src/job/a.c:1 'int f(void) { return rand(); }'
refuses src/crypto/a.c:1 'int f(void *p) { return getrandom(p, 8, 0); }'
refuses src/cmd/a.c:1 'char *f(void) { return getenv("HOME"); }'
for name in strcpy strcat sprintf strtok atoi gets localtime system popen; do
	refuses src/base/os_a.c:1 "void f(void) { $name(p); }"
done
summary
