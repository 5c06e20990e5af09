# nation_areas.awk - the areas of a nation as a list: 31 provinces, 2,805 counties, townships and n
# villages. Their names are made up.
BEGIN {
	split("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 " \
	      "61 62 63 64 65", pp, " ")
	if (n < 2805) n = 2805
	printf "\357\273\277区划代码,名称,级别,上级\r\n"
	v = 0; county = 0; np = 31; last = ""
	for (p = 1; p <= np; p++) {
		P = pp[p] "0000000000"
		printf "%s,省%s,省级,\r\n", P, pp[p]
		to = int(2805 * p / np)
		for (k = 0; county < to; k++) {
			c = 1 + int(k / 15); x = 21 + k % 15
			C = sprintf("%s%02d00000000", pp[p], c)
			if (k % 15 == 0) printf "%s,市%s%02d,地级,%s\r\n", C, pp[p], c, P
			X = sprintf("%s%02d%02d000000", pp[p], c, x)
			printf "%s,县%d,县级,%s\r\n", X, county, C
			county++
			vto = int(n * county / 2805)
			for (t = 0; v < vto; t++) {
				T = sprintf("%s%02d%02d%03d000", pp[p], c, x, 100 + t)
				printf "%s,乡%d,乡级,%s\r\n", T, t, X
				for (i = 0; i < 18 && v < vto; i++) {
					V = sprintf("%s%02d%02d%03d%03d", pp[p], c, x, 100 + t, 200 + i)
					printf "%s,村%d,村级,%s\r\n", V, i, T
					v++
				}
			}
		}
	}
}
