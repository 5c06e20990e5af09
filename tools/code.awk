# tools/code.awk: prints FILE:LINE:CODE of C files without comments, so that rules about code do
# not stumble over prose. keep=1 keeps string literals, else they become "". A // comment leaves
# its two slashes, because the style forbids them.
FNR == 1 { comment = 0 }
{
	rest = $0
	out = ""
	while (rest != "") {
		if (comment) {
			end = index(rest, "*/")
			if (!end)
				break
			rest = substr(rest, end + 2)
			comment = 0
			out = out " "
			continue
		}
		if (!match(rest, /\/\*|\/\/|"|'/)) {
			out = out rest
			break
		}
		out = out substr(rest, 1, RSTART - 1)
		mark = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART)
		if (mark == "/*") {
			comment = 1
			rest = substr(rest, 3)
			continue
		}
		if (mark == "//") {
			out = out "//"
			break
		}
		if (mark == "\"")
			match(rest, /^"([^"\\]|\\.)*["\\]?/)
		else
			match(rest, /^'([^'\\]|\\.)*['\\]?/)
		out = out (keep ? substr(rest, 1, RLENGTH) : mark mark)
		rest = substr(rest, RLENGTH + 1)
	}
	if (out !~ /^[ \t]*$/)
		print FILENAME ":" FNR ":" out
}
