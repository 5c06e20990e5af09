# The cases of tests/cli/checks.tsv as lists to import: one .csv a noun in the folder `out`, and
# out/expected: id, place, "fires", "silent" or "none". Rows that the import is to refuse stand in
# out/refused.csv, with out/kinds: row, kind. Each case has a village of its own: 甲N村 where the
# check of line N fires, 乙N村 where it does not.
BEGIN {
	FS = "\t"
	nouns = "areas village household person refused work post risk measure income"
	split("h household g household w work q post r risk m measure i income v village", pair, " ")
	for (k = 1; k in pair; k += 2) noun_of[pair[k]] = pair[k + 1]
	area("980000000000", "演示省", "省级", "")
	area("980100000000", "演示市", "地级", "980000000000")
	area("980121000000", "演示县", "县级", "980100000000")
	area("980121100000", "演示镇", "乡级", "980121000000")
}

/^#/ || /^$/ { next }
/^@/ { macro[$1] = $2; next }
NF != 3 { print FILENAME ":" FNR ": " NF " columns, not 3" > "/dev/stderr"; exit 1 }
{
	cases++
	one($1, "甲" cases "村", cases * 2 - 1, $2, $1 == "none" ? "none" : "fires")
	one($1, "乙" cases "村", cases * 2, $3, $1 == "none" ? "none" : "silent")
}

function area(code, name, level, above)
{
	begin("areas")
	cell("areas", "区划代码", code)
	cell("areas", "名称", name)
	cell("areas", "级别", level)
	cell("areas", "上级", above)
}

# ---- rows ----
function begin(noun) { rows[noun]++ }

function cell(noun, field, text)
{
	if (!((noun, field) in column)) {
		column[noun, field] = ++columns[noun]
		header[noun, columns[noun]] = field
	}
	value[noun, rows[noun], column[noun, field]] = text
}

END {
	for (k = split(nouns, all, " "); k > 0; k--) {
		file = out "/" all[k] ".csv"
		for (r = 0; r <= rows[all[k]]; r++) {
			line = ""
			for (c = 1; c <= columns[all[k]]; c++)
				line = line (c > 1 ? "," : "") (r ? value[all[k], r, c] : header[all[k], c])
			print line > file
		}
		close(file)
	}
}

# ---- one case ----
function one(id, place, at, text, what)
{
	split("", has)
	split("", field)
	split("", order)
	objects = 0
	kind = ""
	area("980121100" sprintf("%03d", at), place, "村级", "980121100000")
	apply("@base;" text)
	for (o = 1; o <= objects; o++)
		if (has[order[o]]) put(order[o], at)
	print id "\t" place "\t" (kind == "" ? what : "silent") > (out "/expected")
}

function apply(text,   part, n, k, object, eq)
{
	n = split(text, part, ";")
	for (k = 1; k <= n; k++) {
		if (part[k] in macro) {
			apply(macro[part[k]])
		} else if (part[k] ~ /^-/) {
			has[substr(part[k], 2)] = 0
		} else if (part[k] ~ /^!/) {
			kind = substr(part[k], 2)
		} else {
			eq = index(part[k], "=")
			object = part[k]
			sub(/\..*/, "", object)
			if (!eq || object == part[k]) {
				print "no change: " part[k] > "/dev/stderr"
				exit 1
			}
			make(object)
			set(object, substr(part[k], length(object) + 2, eq - length(object) - 2),
				substr(part[k], eq + 1))
		}
	}
}

function set(object, name, text)
{
	if (!((object, name) in field)) names[object] = names[object] " " name
	field[object, name] = text
}

function make(object,   part, n, k)
{
	if (object in has) return
	has[object] = 1
	order[++objects] = object
	names[object] = ""
	if (object ~ /^g/) make("g")
	if (object == "g") {
		set("g", "type", field["h", "type"])
		set("g", "data_date", field["h", "data_date"])
		set("g", "phone", "@mobile")
	}
	if (object !~ /^g?p[0-9]/) return
	if (object ~ /^g/) {
		set(object, "relation", "户主")
		set(object, "sex", "男")
		set(object, "birth", "1970-01-01")
	}
	n = split(macro["@person"], part, ";")
	for (k = 1; k <= n; k++)
		set(object, substr(part[k], 1, index(part[k], "=") - 1),
			substr(part[k], index(part[k], "=") + 1))
}

function put(object, at,   noun, kin, n, name, k)
{
	kin = object
	sub(/[0-9]+$/, "", kin)
	noun = kin ~ /p$/ ? (kind != "" && object == "p1" ? "refused" : "person") : noun_of[kin]
	begin(noun)
	if (noun ~ /^(village|household)$/) cell(noun, "area", "980121100" sprintf("%03d", at))
	if (noun == "household") cell(noun, "no", household(object, at))
	if (noun ~ /^(person|refused|risk|measure|income)$/)
		cell(noun, "household", household(object, at))
	if (noun ~ /^(person|refused)$/) {
		cell(noun, "no", person(object, at))
		cell(noun, "name", "张三")
	}
	if (noun == "refused") print rows[noun] + 1 "\t" kind > (out "/kinds")
	if (noun ~ /^(work|post)$/ && !((object, "person") in field)) set(object, "person", "p1")
	n = split(names[object], name, " ")
	for (k = 1; k <= n; k++)
		cell(noun, name[k], filled(object, name[k], field[object, name[k]], at))
}

# ---- numbers ----
function household(object, at)
{
	return "98012100" sprintf("%04d", at + (object ~ /^g/ ? 5000 : 0))
}

function person(object, at,   no)
{
	no = object
	gsub(/[^0-9]/, "", no)
	return household(object, at) sprintf("%02d", no)
}

function filled(object, name, text, at)
{
	if (name == "person") return person(text, at)
	if (text == "@mobile") return "139" sprintf("%08d", at + (object ~ /^g/ ? 5000 : 0))
	if (text == "@own") return idno(object, at)
	if (text == "@p1") return idno("p1", at)
	if (text == "@card") return idno(object, at) "43"
	if (text == "@wrong") return wrong(idno(object, at))
	if (text == "@wrongcard") return wrong(idno(object, at)) "43"
	return text
}

function wrong(no) { return substr(no, 1, 17) (substr(no, 18) == "5" ? "6" : "5") }

# A number with the person's birth and sex, of no other person.
function idno(object, at,   no, k, sum, weight, birth, which)
{
	birth = field[object, "birth"]
	gsub(/-/, "", birth)
	which = object
	gsub(/[^0-9]/, "", which)
	no = "98" sprintf("%04d", at + (object ~ /^g/ ? 5000 : 0)) birth \
		sprintf("%03d", 100 + which * 2 + (field[object, "sex"] == "男"))
	split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", weight, " ")
	for (k = 1; k <= 17; k++) sum += substr(no, k, 1) * weight[k]
	return no substr("10X98765432", sum % 11 + 1, 1)
}
