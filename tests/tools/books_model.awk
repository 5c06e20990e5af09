# books_model: what must stand in the register, on the list of differences and on the to-enter list
# while the national system's household and monitoring workbooks come month after month and an
# office edits in between. It shares no code with the program; the rule is that of year_model.c.
#   awk -f books_model.awk -v seed=7 -v months=4 -v dir=DIR
# reads DIR/MM-H.txt, DIR/MM-M.txt (book_text of the two workbooks) and writes DIR/MM-H.csv,
# DIR/MM-M.csv (the same, with what was entered in the system since), edits and settlements,
# DIR/MM-*.want.

function chance(n) { state = (state * 16807) % 2147483647; return int(state / 7 % n) }
function one_in(n) { return chance(n) == 0 }

# ---- the books ----

function read_book(m, k,    file, line, n, i, c) {
	file = sprintf("%s/%02d-%s.txt", dir, m, k)
	rows[k] = 0
	n = 0
	while ((getline line < file) > 0) {
		if (line ~ /^[=-] /)
			continue
		n++
		if (n <= 2)
			top[k, n] = line
		else if (n == 3)
			head[k] = line
		else
			row[k, ++rows[k]] = line
	}
	close(file)
	if (!rows[k])
		exit 3
	cols[k] = split(head[k], c, "|")
	for (i = 1; i <= cols[k]; i++)
		if (!((k, c[i]) in at))
			at[k, c[i]] = i
}

# A household's line states a person's fields and the household's; D is what the demo says.
function listed(no, house, f, value, m) {
	if (!(no in noun)) {
		noun[no] = house == "" ? "household" : "person"
		if (house != "")
			home[no] = house
		order[++count] = no
	}
	on[no] = m
	if (((no, f) in D) && D[no, f] != value)
		delete overlay[no, f]
	D[no, f] = value
	stated[no, f] = m
}

function take_book(m, k,    r, c, i, f) {
	for (r = 1; r <= rows[k]; r++) {
		split(row[k, r], c, "|")
		for (i = 1; i <= nfield; i++) {
			f = field[i]
			if (!((k, header[f]) in at))
				continue
			if (f ~ /^h_/)
				listed(c[at[k, "户编号"]], "", f, c[at[k, header[f]]], m)
			else
				listed(c[at[k, "人编号"]], c[at[k, "户编号"]], f, c[at[k, header[f]]], m)
		}
	}
}

function source(no, f) { return (no, f) in overlay ? overlay[no, f] : D[no, f] }

function quoted(s) { gsub(/"/, "\"\"", s); return "\"" s "\"" }

function write_book(m, k,    file, r, c, i, f, n, line, no) {
	file = sprintf("%s/%02d-%s.csv", dir, m, k)
	for (i = 1; i <= 2; i++) {
		split(top[k, i], c, "|")
		print quoted(c[1]) > file
	}
	for (r = 0; r <= rows[k]; r++) {
		n = split(r ? row[k, r] : head[k], c, "|")
		for (i = 1; r && i <= nfield; i++) {
			f = field[i]
			no = c[at[k, f ~ /^h_/ ? "户编号" : "人编号"]]
			if ((no, f) in overlay)
				c[at[k, header[f]]] = overlay[no, f]
		}
		line = ""
		for (i = 1; i <= n; i++)
			line = line (i > 1 ? "," : "") quoted(c[i])
		print line > file
	}
	close(file)
}

# ---- the rule ----

function standard(v) { return v == "普通农户" ? "一般农户" : v }

function compare(no, f,    said, known, what) {
	said = standard(source(no, f))
	known = (no, f) in word
	if (said == "")
		what = known ? (ours[no, f] == word[no, f] ? "nothing" : "keep") : "nothing"
	else if (said == ours[no, f])
		what = "agree"
	else if (!known)
		what = ours[no, f] == "" ? "take" : "ask"
	else if (said == word[no, f])
		what = "keep"
	else
		what = ours[no, f] == word[no, f] ? "take" : "ask"
	tally[what]++
	if (what == "take") {
		ours[no, f] = said
	}
	if (what == "ask" || what == "keep") {
		if (what == "ask")
			open[no, f] = 1
		live[no, f] = 1
		d_ours[no, f] = ours[no, f]
	} else {
		delete open[no, f]
		delete live[no, f]
	}
	if (said != "" || !known)
		word[no, f] = said
	d_theirs[no, f] = word[no, f]
}

function take_list(m,    i, k, no, f) {
	for (i = 1; i <= count; i++) {
		no = order[i]
		if (on[no] != m)
			continue
		for (k = 1; k <= nfield; k++) {
			f = field[k]
			if (stated[no, f] != m)
				continue
			if (no in here)
				compare(no, f)
			else
				ours[no, f] = word[no, f] = standard(source(no, f))
		}
	}
	for (i = 1; i <= count; i++) {
		no = order[i]
		if (on[no] == m)
			here[no] = 1
		else if (on[no] == m - 1 && !(no in dead) && !(no in home && on[home[no]] == m - 1))
			asked[no] = 1
	}
}

# ---- what the office does ----

function new_value(f, not_this,    v) {
	do {
		if (f == "p_education")
			v = choice["e", chance(4)]
		else if (f == "p_labour")
			v = choice["l", chance(4)]
		else if (f == "p_work_months")
			v = 1 + chance(11)
		else if (f == "h_dangerous_house")
			v = chance(2) ? "是" : "否"
		else if (f == "h_per_capita_net")
			v = (7000 + chance(30000)) ".00"
		else
			v = sprintf("139%08d", chance(99999999))
	} while (v == not_this)
	return v
}

function edit_list(m,    p, h, s, i, k, no, f, line, n) {
	p = sprintf("%s/%02d-edit-person.csv", dir, m)
	h = sprintf("%s/%02d-edit-household.csv", dir, m)
	s = sprintf("%s/%02d-set", dir, m)
	print "户编号,姓名,证件号码,文化程度,劳动技能,务工时间(月),人联系电话" > p
	print "户编号,人均纯收入,是否危房户,户联系电话" > h
	printf "" > s
	for (i = 1; i <= count; i++) {
		no = order[i]
		if (!(no in here) || no in dead || no in made)
			continue
		if (one_in(40)) {
			line = no
			if (noun[no] == "person")
				line = home[no] "," ours[no, "p_name"] "," ours[no, "p_idno"]
			for (k = 1; k <= nedit; k++) {
				f = edited[k]
				if ((f ~ /^h_/) != (noun[no] == "household"))
					continue
				if (one_in(2)) {
					ours[no, f] = new_value(f, ours[no, f])
					touched[no, f] = 1
					line = line "," ours[no, f]
				} else
					line = line ","
			}
			print line > (noun[no] == "person" ? p : h)
		} else if (one_in(150)) {
			f = noun[no] == "person" ? "p_phone" : "h_phone"
			ours[no, f] = one_in(2) ? "" : new_value(f, ours[no, f])
			touched[no, f] = 1
			print noun[no], no, "phone=" ours[no, f] > s
		} else if (noun[no] == "person" && one_in(300)) {
			dead[no] = 1
			print "person", no, "成员状态=死亡" > s
		}
	}
	close(p)
	close(h)
	close(s)
}

function id_number(    d, i, sum, w) {
	made_ids++
	d = sprintf("98012119%02d%02d%02d%03d", 50 + made_ids % 40, 1 + int(made_ids / 40) % 12,
		1 + int(made_ids / 480) % 28, 990 + made_ids % 9)
	split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", w, " ")
	for (i = 1; i <= 17; i++)
		sum += substr(d, i, 1) * w[i]
	return d substr("10X98765432", sum % 11 + 1, 1)
}

# Members that only this office knows.
function new_people(m,    file, i, h, no, tries) {
	file = sprintf("%s/%02d-edit-new.csv", dir, m)
	print "户编号,姓名,证件号码,与户主关系,文化程度" > file
	for (i = 1; i <= 3; i++) {
		for (tries = 0; tries < 200; tries++) {
			h = order[1 + chance(count)]
			if (noun[h] == "household" && on[h] == m && !(h in dead))
				break
		}
		no = "P" m "-" i
		noun[no] = "person"
		home[no] = h
		order[++count] = no
		here[no] = made[no] = 1
		ours[no, "p_idno"] = id_number()
		ours[no, "p_name"] = "孙" (i == 1 ? "明" : i == 2 ? "芳" : "伟")
		ours[no, "p_relation"] = "其他"
		ours[no, "p_education"] = "小学"
		print h "," ours[no, "p_name"] "," ours[no, "p_idno"] ",其他,小学" > file
	}
	close(file)
}

function settle(m,    file, i, k, no, f, theirs, stays) {
	file = sprintf("%s/%02d-settle", dir, m)
	printf "" > file
	for (k = 1; k <= nedit; k++) {
		f = edited[k]
		if (!one_in(2))
			continue
		theirs = one_in(2)
		print "--source national --field", (f ~ /^h_/ ? "household." : "person.") substr(f, 3), \
			"--take", (theirs ? "theirs" : "ours") > file
		for (i = 1; i <= count; i++) {
			no = order[i]
			if (!((no, f) in open))
				continue
			delete open[no, f]
			if (theirs) {
				delete live[no, f]
				ours[no, f] = d_theirs[no, f]
			}
		}
	}
	for (i = 1; i <= count; i++) {
		no = order[i]
		if (!(no in asked) || !one_in(2))
			continue
		stays = one_in(2)
		k = stays ? "omitted" : noun[no] == "person" ? "死亡" : "moved_out"
		print "--where about_no=" no " --answer", k, "--date 2026-0" m > file
		delete asked[no]
		if (!stays)
			dead[no] = 1
	}
	close(file)
}

# What of it the system has by the next month: entered, or something else that was found there.
function entered(    i, k, no, f) {
	for (i = 1; i <= count; i++)
		for (k = 1; k <= nedit; k++) {
			no = order[i]
			f = edited[k]
			if (!((no, f) in touched) || (no, f) in open || ours[no, f] == word[no, f])
				continue
			if (one_in(3) && ours[no, f] != "")
				overlay[no, f] = ours[no, f]
			else if (one_in(4))
				overlay[no, f] = new_value(f, word[no, f])
		}
}

# ---- what must be ----

function want_values(m, step,    p, h, i, k, no, line) {
	p = sprintf("%s/%02d-%s-person.want", dir, m, step)
	h = sprintf("%s/%02d-%s-household.want", dir, m, step)
	for (i = 1; i <= count; i++) {
		no = order[i]
		if (!(no in here))
			continue
		line = noun[no] == "household" ? no : ours[no, "p_idno"]
		for (k = 1; k <= nfield; k++)
			if ((field[k] ~ /^h_/) == (noun[no] == "household") && field[k] != "p_idno")
				line = line "," ours[no, field[k]]
		print line > (noun[no] == "person" ? p : h)
	}
	close(p)
	close(h)
}

function number(no) { return no in made ? "P" : no }

function want_differences(m,    file, i, k, no, f) {
	file = sprintf("%s/%02d-differences.want", dir, m)
	printf "" > file
	for (i = 1; i <= count; i++) {
		no = order[i]
		for (k = 1; k <= nfield; k++) {
			f = field[k]
			if ((no, f) in live)
				print noun[no] "|" no "|" substr(f, 3) "|" d_ours[no, f] "|" d_theirs[no, f] "|" \
					((no, f) in open ? "open" : "enter") > file
		}
		if (no in asked)
			print noun[no] "|" no "||||gone" > file
	}
	close(file)
}

function want_to_enter(m,    file, i, k, no, f, lives) {
	file = sprintf("%s/%02d-enter.want", dir, m)
	printf "" > file
	for (i = 1; i <= count; i++) {
		no = order[i]
		if (!(no in here))
			continue
		lives = !(no in dead) && !(no in home && home[no] in dead && on[no] != m)
		if (on[no] == m && lives) {
			for (k = 1; k <= nfield; k++) {
				f = field[k]
				if (((no, f) in word) && !((no, f) in open) && ours[no, f] != word[no, f])
					print "change|" noun[no] "|" no "|" substr(f, 3) "|" word[no, f] "|" \
						ours[no, f] > file
			}
		} else if (on[no] == m)
			print "remove|" noun[no] "|" no "|||" > file
		else if (lives && !(no in asked) && !(no in home && home[no] in asked))
			print "add|" noun[no] "|" number(no) "|||" > file
	}
	close(file)
}

BEGIN {
	state = seed * 7919 + 13
	nfield = split("p_idno p_name p_relation p_education p_school p_labour p_work_months p_phone " \
		"h_members h_type h_per_capita_net h_dangerous_house h_phone h_monitor_type h_risk_found " \
		"h_risk_cleared h_risk_cleared_on h_cause1", field, " ")
	split("证件号码 姓名 与户主关系 文化程度 在校生状况 劳动技能 务工时间(月) 人联系电话 家庭人口数 " \
		"户类型 人均纯收入(元) 是否危房户 户联系电话 监测对象类别 识别监测时间 风险是否已消除 " \
		"风险消除时间 致贫原因1", names, " ")
	for (i = 1; i <= nfield; i++)
		header[field[i]] = names[i]
	nedit = split("p_education p_labour p_work_months p_phone h_per_capita_net " \
		"h_dangerous_house h_phone", edited, " ")
	split("小学 初中 高中 大专", names, " ")
	for (i = 1; i <= 4; i++)
		choice["e", i - 1] = names[i]
	split("普通劳动力 技能劳动力 丧失劳动力 无劳动力", names, " ")
	for (i = 1; i <= 4; i++)
		choice["l", i - 1] = names[i]
	for (m = 1; m <= months; m++) {
		delete at
		read_book(m, "H")
		read_book(m, "M")
		if (m > 1)
			entered()
		take_book(m, "H")
		take_book(m, "M")
		write_book(m, "H")
		write_book(m, "M")
		split("", tally)
		take_list(m)
		want_values(m, "import")
		want_differences(m)
		printf "%d: took %d, kept %d, asked %d\n", m, tally["take"], tally["keep"], tally["ask"]
		settle(m)
		edit_list(m)
		new_people(m)
		want_values(m, "edit")
		want_to_enter(m)
	}
}
