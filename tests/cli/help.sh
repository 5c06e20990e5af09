# Somebody new: every command explains itself in both languages, and nothing falls out of step.
. "$JZ_ROOT/tests/story.sh"

ends 0 help
"$JZ" help --markdown | sed -n 's/^### jingzhun //p' > names
[ "$(wc -l < names)" -ge 24 ] || fail 'too few commands'
while read -r name; do
	ends 0 help
	has out "  $name "
	# shellcheck disable=SC2086
	ends 0 $name --help --lang zh
	has out "用法：jingzhun $name"
	cp out page
	# shellcheck disable=SC2086
	ends 0 help $name --lang zh
	cmp -s out page || fail "help $name and $name --help differ"
	# shellcheck disable=SC2086
	ends 0 --lang en $name -h
	has out "Usage: jingzhun $name"
	grep -v '^  jingzhun' out | grep -qP '[\x{4e00}-\x{9fff}]' &&
		fail "Chinese in the English page of $name"
	ends 0 man
	has out ".SS \"jingzhun $(printf %s "$name" | sed 's/-/\\-/g')"
done < names

# The language follows the environment; LC_ALL comes first.
LANG=zh_CN.UTF-8 "$JZ" help | grep -q '用法' || fail 'LANG=zh_CN.UTF-8 is not heard'
LC_ALL=C LANG=zh_CN.UTF-8 "$JZ" help | grep -q 'Usage' || fail 'LC_ALL does not come first'

ends 0 completion bash
bash -n out || fail 'the bash completions have a mistake'
cp out completion
answer=$(bash -c '. ./completion
	COMP_WORDS=(jingzhun exp); COMP_CWORD=1; _jingzhun; echo "${COMPREPLY[@]}"
	COMP_WORDS=(jingzhun area sh); COMP_CWORD=2; _jingzhun; echo "${COMPREPLY[@]}"
	COMP_WORDS=(jingzhun list househ); COMP_CWORD=2; _jingzhun; echo "${COMPREPLY[@]}"
	COMP_WORDS=(jingzhun export --mas); COMP_CWORD=2; _jingzhun; echo "${COMPREPLY[@]}"
	COMP_WORDS=(jingzhun list --mask s); COMP_CWORD=3; _jingzhun; echo "${COMPREPLY[@]}"')
[ "$answer" = "export expr explain
show
household
--mask
staff" ] || fail "completions answered: $answer"
ends 0 completion zsh
has out '#compdef jingzhun'
ends 0 completion fish
has out 'complete -c jingzhun'
ends 2 completion csh
