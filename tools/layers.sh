#!/bin/sh
# tools/layers.sh [ROOT]: fails, naming file and line, where src/ breaks the order of rooms in
# ARCHITECTURE.md: who may include whom, and who may touch the database, memory, time and files.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/..}"

# A room may include itself and these. Arrows point downward only; tests/ is in nobody's list.
rooms='base:
crypto:base
db:base crypto
journal:base crypto db
fmt:base crypto
entity:base crypto db journal fmt
rule:base crypto db journal fmt entity
policy:base crypto db journal fmt entity rule
domain:base crypto db journal fmt entity rule policy
http:base crypto fmt
web:base crypto db journal fmt entity rule policy domain http
job:base crypto db journal fmt entity rule policy domain
cmd:base crypto db journal fmt entity rule policy domain http web job'

# Wings of domain/ from low to high; those of one line are equals, and must form no circle.
wings='register
office
judge gate help money
oversee'

# Where a library shows its header: a room or a file.
libraries='sqlite3.h:src/db/
libpq-fe.h:src/db/
sodium.h:src/crypto/
openssl/:src/crypto/
yaml.h:src/fmt/ src/policy/
jansson.h:src/fmt/
expat.h:src/fmt/
minizip/:src/fmt/
zlib.h:src/fmt/
xlsxwriter.h:src/fmt/xlsx_write
qrencode.h:src/fmt/qr
jpeglib.h:src/fmt/picture_jpeg
jerror.h:src/fmt/picture_jpeg
png.h:src/fmt/picture_png
cairo:src/fmt/paint_lib
pango/:src/fmt/paint_lib
fontconfig/:src/fmt/paint_lib
seccomp.h:src/base/proc
unicode/:-'

# Headers made by the build, and the only room that may read them.
made='pinyin_table.h:src/crypto/'

sql_rooms='src/db/ src/journal/ src/entity/ src/domain/'

# Memory is the arena's. Besides base and db, only wrappers of libraries that hand out memory
# of their own, each named here.
memory='malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf getline getdelim
aligned_alloc posix_memalign'
memory_rooms='src/base/ src/db/'

# Time, chance, files and the environment come through base/os, so that tests can replay.
doors='time clock gettimeofday clock_gettime rand rand_r srand random srandom drand48 getrandom
getentropy open openat creat fopen freopen opendir scandir mkdir unlink rename remove mkstemp
mkdtemp tmpfile getenv secure_getenv setenv putenv'
door_rooms='src/base/os src/base/proc src/db/'

banned='strcpy stpcpy strcat sprintf vsprintf strtok atoi atol atoll atof gets localtime localtime_r
system popen alloca tmpnam mktemp'

sources=$(find src -name '*.[ch]' -o -name '*.def' -o -name '*.inc' | LC_ALL=C sort)
[ -n "$sources" ] || exit 0

code() { awk -v keep="$1" -f "$here/code.awk" $sources; }

# Common to the three readers: splits FILE:LINE:CODE, tells whether a path starts with one of a
# list of prefixes, and turns "name:words" lines into tables.
lib='
function cut(    i, j) {
	i = index($0, ":"); file = substr($0, 1, i - 1)
	j = index(substr($0, i + 1), ":"); line = substr($0, i + 1, j - 1)
	text = substr($0, i + j + 1)
	split(file, dir, "/"); room = dir[2]
	wing = room == "domain" && dir[4] != "" ? dir[3] : ""
}
function bad(why) { print file ":" line ": " why }
function among(path, prefixes,    p, i, n) {
	n = split(prefixes, p, " ")
	for (i = 1; i <= n; i++)
		if (index(path, p[i]) == 1) return 1
	return 0
}
function table(from, to,    l, i, n, k) {
	n = split(from, l, "\n")
	for (i = 1; i <= n; i++) {
		k = index(l[i], ":")
		to[substr(l[i], 1, k - 1)] = " " substr(l[i], k + 1) " "
	}
}
{ cut() }
'

includes()
{
	code 1 | awk -v rooms="$rooms" -v wings="$wings" -v libraries="$libraries" \
		-v made="$made" "$lib"'
	BEGIN {
		table(rooms, may); table(libraries, library); table(made, generated)
		n = split(wings, w, "\n")
		for (i = 1; i <= n; i++) {
			m = split(w[i], one, " ")
			for (j = 1; j <= m; j++) height[one[j]] = i
		}
	}
	!(room in may) && !(room in told) {
		told[room] = 1
		bad("src/" room "/ is no room of tools/layers.sh")
	}
	wing != "" && !(wing in height) && !(wing in told) {
		told[wing] = 1
		bad("domain/" wing "/ is no wing of tools/layers.sh")
	}
	text !~ /^[ \t]*#[ \t]*include[ \t]*["<]/ { next }
	{
		quote = text ~ /include[ \t]*"/
		path = text
		sub(/^[^"<]*["<]/, "", path); sub(/[">].*/, "", path)
		split(path, to, "/")
	}
	!quote {
		for (l in library)
			if (index(path, l) == 1 && !among(file, library[l]))
				bad("<" path "> belongs to" library[l])
		if (to[1] in may && path ~ /\//)
			bad("write our own headers with quotes: \"" path "\"")
		next
	}
	path in generated {
		if (!among(file, generated[path])) bad(path " belongs to" generated[path])
		next
	}
	!(to[1] in may) || path !~ /\// { bad("write includes from src/: " path); next }
	to[1] != room && !index(may[room], " " to[1] " ") {
		bad(room "/ may not include " path)
		next
	}
	room == "domain" && to[1] == "domain" && to[3] != "" && to[2] != wing {
		if (height[to[2]] > height[wing])
			bad("domain/" wing "/ stands below " path)
		if (path != "domain/" to[2] "/" to[2] ".h")
			bad("a wing shows the others one header, not " path)
		edge[wing, to[2]] = reach[wing, to[2]] = 1
		where[wing, to[2]] = file ":" line
	}
	END {
		for (k in height) for (i in height) for (j in height)
			if (reach[i, k] && reach[k, j]) reach[i, j] = 1
		for (i in height) for (j in height)
			if (edge[i, j] && reach[j, i])
				print where[i, j] ": domain/" i "/ and " j "/ include each other"
	}'
}

sql()
{
	code 1 | awk -v at="$sql_rooms" "$lib"'
	!among(file, at) && text ~ /"[^"]*(SELECT |INSERT |UPDATE |DELETE |CREATE TABLE)/ {
		bad("SQL text belongs to " at)
	}'
}

calls()
{
	code 0 | awk -v memory="$memory" -v memory_at="$memory_rooms" -v doors="$doors" \
		-v doors_at="$door_rooms" -v banned="$banned" "$lib"'
	function set(names, why,    p, i, n) {
		n = split(names, p, /[ \n]+/)
		for (i = 1; i <= n; i++) rule[p[i]] = why
	}
	BEGIN { set(memory, "memory"); set(doors, "door"); set(banned, "banned") }
	{
		# Each word before a "(", unless it is a member: x->open(...), x.time(...).
		rest = text
		while (match(rest, /[A-Za-z_][A-Za-z_0-9]*[ \t]*\(/)) {
			name = substr(rest, RSTART, RLENGTH - 1)
			before = substr(rest, 1, RSTART - 1)
			rest = substr(rest, RSTART + RLENGTH)
			sub(/[ \t]+$/, "", name)
			if (!(name in rule) || before ~ /(\.|->)$/)
				continue
			if (rule[name] == "banned")
				bad(name "() is banned")
			if (rule[name] == "memory" && !among(file, memory_at))
				bad(name "() belongs to " memory_at ": use the arena")
			if (rule[name] == "door" && !among(file, doors_at))
				bad(name "() belongs to " doors_at ": use base/os.h")
		}
	}'
}

# Any line printed is a violation: show it and fail.
{ includes; sql; calls; } | { ! grep . ; }
