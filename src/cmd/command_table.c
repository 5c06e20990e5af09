/* command_table - every subcommand, once. The order is that of the help. */
#include "cmd/command.h"

#include <stddef.h>

#define END { NULL, 0, OPT_FLAG, NULL, NULL, NULL }

#define OPT_DRY_RUN { "dry-run", 'n', OPT_FLAG, NULL, "只检查，不写入", "check only, write nothing" }
#define OPT_AGAIN { "again", 0, OPT_FLAG, NULL, "同一文件已导入过也再导入一次", \
	"import a file although it is in already" }
#define OPT_WHERE { "where", 'w', OPT_TEXT, "CONDITIONS", \
	"条件，如 'area=青山镇 and members>=5'；用 and 连接", \
	"conditions such as 'area=981234 and members>=5', joined by and" }
#define OPT_COLUMNS { "columns", 'c', OPT_TEXT, "NAMES", "只要这些列（名称或中文列名，逗号分隔）", \
	"only these columns (names or labels, separated by commas)" }

#define OPT_DEPARTMENT { "department", 0, OPT_TEXT, "NAME", "部门清单由谁报送（默认按政策包）", \
	"who sent a department's list (default: as the pack says)" }
#define OPT_MONTH { "month", 0, OPT_TEXT, "YYYY-MM", "部门清单所属月份（表中没有月份列时）", \
	"month of a department's list that has no such column" }
#define OPT_HANDLER { "handler", 0, OPT_TEXT, "NAME", "承办人", "who sees to it" }
#define OPT_ERRORS { "errors", 0, OPT_FILE, "FILE.xlsx|.csv", \
	"把拒收的行写成差错表：原表各列，加行号、原因、建议；改好后直接导入它", \
	"write the refused rows, in their own columns, with row, reason and suggestion; " \
	"corrected and imported they complete the batch" }
#define OPT_DOUBTS { "doubts", 0, OPT_FLAG, NULL, "差错表里连同有疑点的行", \
	"error lists show rows with doubts, too" }
#define OPT_FORCE { "force", 0, OPT_FLAG, NULL, "覆盖已有的同名文件", \
	"write over a file that is there" }

#include "cmd/command_ops.def"

static const struct opt init_opt[] = {
	{ "areas", 0, OPT_FILES, "FILE", "同时导入这些行政区划文件", "take in these files of areas, too" },
	{ "pack", 0, OPT_TEXT, "NAME", "政策包（默认 cn）", "policy pack (default cn)" },
	{ "hash", 0, OPT_CHOICE, "sha256|sm3",
		"日志的杂凑算法；sm3 同时选用国密加密（建库后不能改）",
		"hash of the journal; sm3 selects SM ciphers, too (for ever)" },
	{ "passphrase", 0, OPT_FLAG, NULL, "给密钥文件设口令（在终端询问两次）",
		"protect the keyring with a passphrase (asked twice)" },
	{ "node", 0, OPT_INT, "N", "本机编号，多处同时建库时互不相同（默认 0）",
		"number of this office when several make registers (default 0)" },
	END
};
static const char *const init_eg[] = {
	"jingzhun init --data county --areas areas.csv",
	"jingzhun init --data county --hash sm3 --passphrase", NULL
};

static const struct opt area_import_opt[] = { OPT_DRY_RUN, OPT_AGAIN, END };
static const char *const area_import_eg[] = {
	"jingzhun area import --data county provinces.csv cities.csv areas.csv streets.csv", NULL
};
static const char *const area_show_eg[] = {
	"jingzhun area show --data county 981201", "jingzhun area show --data county 青山镇", NULL
};
static const struct opt area_list_opt[] = {
	{ "level", 0, OPT_INT, "N", "只列这一级：1 省 2 市 3 县 4 乡 5 村 6 组",
		"only this level: 1 province 2 prefecture 3 county 4 township 5 village 6 group" },
	END
};
static const char *const area_list_eg[] = {
	"jingzhun area list --data county --level 4", "jingzhun area list --data county 981201",
	NULL
};

static const struct opt demo_opt[] = {
	{ "out", 'o', OPT_DIR, "DIR", "写到这个文件夹（须为空或原为演示数据）",
		"folder to write to (empty, or an earlier demo's)" },
	{ "households", 0, OPT_INT, "N", "户数（默认 30000）", "how many (default 30000)" },
	{ "seed", 0, OPT_INT, "N", "随机种子，同样的选项得到同样的文件（默认 7）",
		"the same options give the same files (default 7)" },
	{ "faults", 0, OPT_TEXT, "all|none|KIND,...", "埋入哪些差错（默认 all）",
		"which faults to plant (default all)" },
	{ "areas", 0, OPT_FILE, "FILE", "不用虚构县，改用这个区划文件",
		"use these areas instead of the fictional county" },
	{ "county", 0, OPT_TEXT, "CODE", "其中的县代码（与 --areas 同用）", "a county of theirs" },
	{ "year", 0, OPT_INT, "N", "某年年底的名单：2016 至 2020 是建档立卡时期",
		"the lists of the end of that year; 2016 to 2020: while families were registered" },
	{ "years", 0, OPT_INT, "N", "最近几年的收支（默认 3）", "incomes of the last N years (default 3)" },
	{ "format", 0, OPT_CHOICE, "csv|xlsx|national|messy",
		"名单的形式（默认 csv）：xlsx 工作簿；national 国家系统的五张导出表；messy 村里填的各种表",
		"how the lists look (default csv): workbooks; the national system's five exports; sheets "
		"as villages fill them" },
	{ "month", 0, OPT_TEXT, "YYYY-MM",
		"这个月的名单：各户在数据日期之后逐月有变化（从 2025-12 起）",
		"the lists of that month: since the data date families have changed month by month (from "
		"2025-12 on)" },
	{ "bench", 0, OPT_FLAG, NULL, "只写一个人员总表，每格都填、次序打乱（用于测速）",
		"only one list of persons, every cell filled, shuffled (to measure speed)" },
	END
};
static const char *const demo_eg[] = {
	"jingzhun demo --out lists --households 3000",
	"jingzhun demo --out clean --faults none --seed 12", NULL
};

static const struct opt import_opt[] = {
	{ "mode", 0, OPT_CHOICE, "upsert|insert|update",
		"upsert 有则更新、无则新增（默认）；insert 只新增；update 只更新",
		"upsert (default) does both; insert only new rows; update only known ones" },
	{ "source", 0, OPT_TEXT, "NAME", "谁填的（如 national）：与它上次的和本地的逐格比对",
		"who states this (such as national): compared with its last list and what is here" },
	{ "complete", 0, OPT_FLAG, NULL, "全量名单：名单上没有的逐个询问去向",
		"the list is all that the source has: whoever is missing becomes a question" },
	{ "part", 0, OPT_FLAG, NULL, "只是一部分：不问谁不在名单上", "it is only a part: nobody is missing" },
	{ "lead", 0, OPT_TEXT, "TOPIC", "按部门清单导入为线索（主题见 lead topics）",
		"take the files as a department's lists, their rows as leads (see lead topics)" },
	OPT_DEPARTMENT, OPT_MONTH,
	{ "map", 0, OPT_TEXT, "FILE|HEADER=FIELD,...",
		"认不出的表头是什么，如 '称呼=person.name,鞋码=-'；或写着这些的文件；说过即记住",
		"what unknown headers are, such as 'Alias=person.name,Shoe=-', or a file of such lines; "
		"remembered" },
	{ "as-of", 0, OPT_TEXT, "DATE", "数据日期（表里没有写明时），如 2023-12-31 或 2023",
		"what date the figures are of, where a sheet does not say: 2023-12-31 or 2023" },
	OPT_DRY_RUN, OPT_AGAIN, OPT_ERRORS, OPT_DOUBTS, OPT_FORCE,
	{ "check", 0, OPT_FLAG, NULL, "随即用核查规则核查写入的户（见 check）",
		"then run the checks over the households that were written (see check)" },
	{ "reason", 0, OPT_TEXT, "TEXT", "导入的事由，记入批次和日志",
		"why; kept with the batch and in the journal" },
	END
};
static const char *const import_eg[] = {
	"jingzhun import --data county --source national export-2026-05.csv",
	"jingzhun import --data county lists/*.csv",
	"jingzhun import --data county person persons.csv --dry-run",
	"jingzhun import --data county lists/*.csv --errors errors.xlsx",
	"jingzhun import --data county --map '称呼=person.name,鞋码=-' list.csv",
	"jingzhun import --data county --json list.csv > findings.jsonl", NULL
};
static const char *const mapping_list_eg[] = { "jingzhun mapping list --data county", NULL };
static const char *const mapping_forget_eg[] = {
	"jingzhun mapping forget --data county 3f0a", "jingzhun mapping forget --data county all", NULL
};

static const struct opt import_undo_opt[] = {
	{ "reason", 0, OPT_TEXT, "TEXT", "撤销的事由，记入日志", "why; kept in the journal" },
	{ "dry-run", 'n', OPT_FLAG, NULL, "只看会怎样，不写入", "show what would happen, write nothing" },
	END
};
static const char *const import_undo_eg[] = {
	"jingzhun import undo B12 --data county --dry-run",
	"jingzhun import undo B12 --data county --reason 发错了文件", NULL
};
static const struct opt batch_list_opt[] = {
	{ "limit", 0, OPT_INT, "N", "只列最近 N 批（0 全部，默认）", "the last N only (0, the default: all)" },
	END
};
static const char *const batch_list_eg[] = { "jingzhun batch list --data county", NULL };
static const struct opt batch_errors_opt[] = {
	{ "output", 'o', OPT_FILE, "FILE.xlsx|.csv", "写到这个文件", "write to this file" },
	OPT_DOUBTS, OPT_FORCE, END
};
static const char *const batch_errors_eg[] = {
	"jingzhun batch errors B12 persons.csv --data county -o errors.xlsx", NULL
};
static const char *const files_list_eg[] = { "jingzhun files list --data county", NULL };
static const struct opt files_purge_opt[] = {
	{ "days", 0, OPT_INT, "N", "只清除 N 天前写出的（默认 30；0 全部）",
		"only what was written N days ago (default 30; 0: all)" },
	{ "changed", 0, OPT_FLAG, NULL, "连同写出后被改动过的", "what was changed since, too" },
	{ "dry-run", 'n', OPT_FLAG, NULL, "只看会清除哪些", "show which, remove none" },
	END
};
static const char *const files_purge_eg[] = { "jingzhun files purge --data county --days 7", NULL };
static const char *const batch_show_eg[] = { "jingzhun batch show B12 --data county", NULL };

static const struct opt template_opt[] = {
	{ "output", 'o', OPT_FILE, "FILE", "写到文件（- 为标准输出，默认）",
		"write to a file (- is standard output, the default)" },
	{ "format", 0, OPT_CHOICE, "csv|xlsx",
		"格式（默认 csv）；xlsx 带下拉列表、填写说明，号码列为文本",
		"format (default csv); xlsx has drop-down lists, help and text cells for numbers" },
	{ "full", 0, OPT_FLAG, NULL, "连同不常用的列", "the rarely used columns, too" },
	END
};
static const char *const template_eg[] = {
	"jingzhun template household -o household.csv",
	"jingzhun template person --format xlsx -o persons.xlsx", "jingzhun template list32", NULL
};

#define OPT_REASON { "reason", 0, OPT_TEXT, "TEXT", "事由，记入日志", "why; kept in the journal" }
#define OPT_SOURCE { "source", 0, OPT_TEXT, "NAME", "哪个来源（如 national）", \
	"which source (such as national)" }
#define OPT_DIFF_FIELD { "field", 0, OPT_TEXT, "NAME", "只要这个字段（如 phone 或 person.phone）", \
	"only this field (such as phone or person.phone)" }
#define OPT_DIFF_STATE { "state", 0, OPT_CHOICE, "open|gone|enter|closed|all", \
	"open 两边都改了、待定；gone 不再列出、待答复；enter 待录入来源；closed 已了结；默认前三种", \
	"open: both have a new value; gone: listed no more; enter: to be entered at the source; " \
	"closed; default: the first three" }
static const struct opt set_opt[] = { OPT_REASON, END };
static const char *const set_eg[] = {
	"jingzhun set --data county person 98012100000102 人联系电话=13800000000 --reason 入户核对",
	"jingzhun set --data county household 980121000001 dangerous_house=否 --reason 已改造验收", NULL
};
static const struct opt difference_list_opt[] = {
	OPT_SOURCE, OPT_DIFF_FIELD, OPT_DIFF_STATE, OPT_WHERE, END
};
static const char *const difference_list_eg[] = {
	"jingzhun difference list --data county --source national --state open",
	"jingzhun difference list --data county --where 'area=青山镇'", NULL
};
static const struct opt difference_settle_opt[] = {
	{ "take", 0, OPT_CHOICE, "ours|theirs", "ours 以本地为准（待录入来源）；theirs 采用来源的值",
		"ours: what stands here (to be entered at the source); theirs: what the source says" },
	{ "answer", 0, OPT_TEXT, "WHAT", "不再列出的去向：死亡、嫁出、迁出、出国定居、名单遗漏、本地录错、销户、并户",
		"what became of a row listed no more: dead, married_out, moved_out, abroad, omitted, "
		"void, closed, merged" },
	{ "date", 0, OPT_TEXT, "DATE", "是哪天的事（年月也可）", "when it happened (a year or month will do)" },
	OPT_REASON, OPT_SOURCE, OPT_DIFF_FIELD, OPT_DIFF_STATE, OPT_WHERE, END
};
static const char *const difference_settle_eg[] = {
	"jingzhun difference settle --data county D12 --take ours --reason 入户核对",
	"jingzhun difference settle --data county --source national --field per_capita_net "
	"--take theirs --reason 以国家系统为准",
	"jingzhun difference settle --data county D31 --answer 死亡 --date 2026-03-02 --reason 村上报",
	NULL
};
static const struct opt to_enter_opt[] = {
	OPT_SOURCE,
	{ "kind", 0, OPT_TEXT, "KIND", "只按来源的一种名单（默认全部）",
		"for one kind of the source's lists only (default: all)" },
	{ "output", 'o', OPT_FILE, "FILE", "写成 .xlsx 或 CSV，列与来源的名单相同，改动处标色（- 为标准输出）",
		"write .xlsx or CSV with the columns of the source's list (- is standard output)" },
	{ "check", 0, OPT_FLAG, NULL, "只看合计：已录入、仍缺、不一致",
		"only the sums: entered, still missing, different" },
	OPT_FORCE, END
};
static const char *const to_enter_eg[] = {
	"jingzhun to-enter --data county --source national",
	"jingzhun to-enter --data county --source national -o 待录入.xlsx --mask none --reason 录入国家系统",
	"jingzhun to-enter --data county --source national --check", NULL
};

static const struct opt list_opt[] = {
	OPT_WHERE, OPT_COLUMNS,
	{ "limit", 0, OPT_INT, "N", "最多列多少行（0 不限；默认 0）", "at most N rows (0, the default: all)" },
	END
};
static const char *const list_eg[] = {
	"jingzhun list --data county household --where 'area=青山镇'",
	"jingzhun list --data county person --where 'name=王小明' --json", NULL
};
static const char *const show_eg[] = {
	"jingzhun show --data county household 9812010010010001",
	"jingzhun show --data county person 9812010010010001-01 --mask none --reason 入户核对", NULL
};
static const char *const history_eg[] = {
	"jingzhun history --data county household 9812010010010001", NULL
};
static const struct opt export_opt[] = {
	OPT_WHERE, OPT_COLUMNS,
	{ "format", 0, OPT_CHOICE, "csv|jsonl|xlsx", "格式（默认看文件名后缀，否则 csv）",
		"format (default: as the file's name ends, else csv)" },
	{ "output", 'o', OPT_FILE, "FILE", "写到文件（- 为标准输出，默认）",
		"write to a file (- is standard output, the default)" },
	{ "sheets", 0, OPT_TEXT, "FIELD|LEVEL",
		"工作簿：每个取值一张表，如 township（每个乡镇一张表）",
		"workbook: a sheet for each value, such as township" },
	{ "group-by", 0, OPT_TEXT, "FIELD|LEVEL",
		"工作簿：按取值分段，带段头、行数、小计和合计",
		"workbook: a block for each value, with heading, count, subtotals and totals" },
	{ "title", 0, OPT_TEXT, "TEXT", "工作簿：表头上方加一行标题", "workbook: a title row over the header" },
	{ "bom", 0, OPT_FLAG, NULL, "加 BOM，便于表格软件识别编码",
		"begin with a BOM, as spreadsheets like it" },
	END
};
static const char *const export_eg[] = {
	"jingzhun export --data county household > households.csv",
	"jingzhun export --data county household --format xlsx -o households.xlsx --sheets township",
	"jingzhun export --data county person --mask none --reason 报送市局 --bom > persons.csv", NULL
};
static const struct opt lead_import_opt[] = { OPT_DEPARTMENT, OPT_MONTH, OPT_DRY_RUN, OPT_AGAIN,
	END };
static const char *const lead_import_eg[] = {
	"jingzhun lead import medical --data county 医保自付.csv --month 2026-03", NULL
};
static const char *const lead_topics_eg[] = { "jingzhun lead topics", NULL };
static const struct opt lead_list_opt[] = {
	{ "topic", 0, OPT_TEXT, "TOPIC", "只列这个主题（清单主题或线索主题名称）",
		"only this topic (of the pack, or a value of lead_topic)" },
	{ "state", 0, OPT_TEXT, "open|checked|explained|closed|STATE",
		"只列这个状态（也可写列表中显示的状态）", "only this state, or one as the list shows it" },
	{ "area", 0, OPT_TEXT, "CODE|NAME", "只列这个区划及其下级", "only in or under this area" },
	{ "unmatched", 0, OPT_FLAG, NULL, "只列没有匹配到户的", "only those matched to nobody" },
	{ "overdue", 0, OPT_FLAG, NULL, "只列超过期限还没核查的", "only open ones past their date" },
	OPT_COLUMNS,
	{ "limit", 0, OPT_INT, "N", "最多列多少行（0 不限；默认 0）", "at most N rows (0, the default: all)" },
	END
};
static const char *const lead_list_eg[] = {
	"jingzhun lead list --data county --topic medical --state open --area 青山镇",
	"jingzhun lead list --data county --unmatched --json", NULL
};
static const char *const lead_show_eg[] = { "jingzhun lead show L1A2B3C4D-17 --data county", NULL };
static const struct opt lead_check_opt[] = {
	{ "outcome", 0, OPT_TEXT, "TEXT", "核查结果（加密保存）", "what was found (kept sealed)" },
	OPT_HANDLER, END
};
static const char *const lead_check_eg[] = {
	"jingzhun lead check L1A2B3C4D-17 --outcome 入户核实，报销后自付可承受 --handler 赵干事", NULL
};
static const struct opt lead_explain_opt[] = {
	{ "reason", 0, OPT_TEXT, "TEXT", "合理说明（加密保存）", "the explanation (kept sealed)" },
	OPT_HANDLER, END
};
static const char *const lead_explain_eg[] = {
	"jingzhun lead explain L1A2B3C4D-18 --reason 车辆系借名登记，有协议", NULL
};
static const struct opt lead_close_opt[] = {
	{ "outcome", 0, OPT_TEXT, "TEXT", "办理结果（加密保存）；没有核查过的必须写",
		"what came of it (kept sealed); needed if it was never checked" },
	{ "reason", 0, OPT_TEXT, "TEXT", "同 --outcome", "the same as --outcome" },
	OPT_HANDLER, END
};
static const struct opt lead_reopen_opt[] = {
	{ "reason", 0, OPT_TEXT, "TEXT", "为什么重新打开，记入日志", "why; kept in the journal" }, END
};
static const struct opt lead_assign_opt[] = {
	OPT_HANDLER,
	{ "due", 0, OPT_TEXT, "YYYY-MM-DD", "办结期限", "until when" }, END
};
static const char *const lead_close_eg[] = {
	"jingzhun lead close L1A2B3C4D-17 --outcome 已纳入监测", NULL
};
static const char *const lead_reopen_eg[] = {
	"jingzhun lead reopen L1A2B3C4D-18 --reason 邻居反映说明不实", NULL
};
static const char *const lead_assign_eg[] = {
	"jingzhun lead assign L1A2B3C4D-17 --handler 赵干事 --due 2026-04-15", NULL
};
static const char *const lead_summary_eg[] = { "jingzhun lead summary --data county", NULL };
#define OPT_FIND_AREA { "area", 0, OPT_TEXT, "CODE|NAME", "只要这个区划及其下级", \
	"only in or under this area" }
#define OPT_FIND_KIND { "kind", 0, OPT_TEXT, "KIND", "只要这一种问题", "only this kind" }
#define OPT_FIND_STATE { "state", 0, OPT_CHOICE, "open|closed|all", "待处理（默认）、已处理、全部", \
	"open (default), closed or all" }
#define OPT_FIND_BY { "by", 0, OPT_TEXT, "NAME", "处理人（默认为操作人）", \
	"who dealt with it (default: who types this)" }
static const struct opt finding_list_opt[] = { OPT_FIND_AREA, OPT_FIND_KIND, OPT_FIND_STATE,
	{ "limit", 0, OPT_INT, "N", "最多列多少行（0 不限；默认 0）", "at most N rows (0, the default: all)" },
	END
};
static const char *const finding_list_eg[] = {
	"jingzhun finding list --data county --area 青山镇", NULL
};
static const char *const finding_show_eg[] = { "jingzhun finding show F17 --data county", NULL };
static const struct opt finding_close_opt[] = {
	{ "remark", 0, OPT_TEXT, "TEXT", "说明，记入日志", "a remark; kept in the journal" },
	{ "reason", 0, OPT_TEXT, "TEXT", "同 --remark", "the same as --remark" },
	OPT_FIND_BY, END
};
static const char *const finding_close_eg[] = {
	"jingzhun finding close F17 F18 --data county --remark 已按户口簿更正", NULL
};
static const struct opt finding_explain_opt[] = {
	{ "reason", 0, OPT_TEXT, "TEXT", "合理说明，记入日志", "the explanation; kept in the journal" },
	{ "right", 0, OPT_FLAG, NULL, "经核实无误，不是问题", "checked and right: no fault at all" },
	OPT_FIND_BY, END
};
static const char *const finding_explain_eg[] = {
	"jingzhun finding explain F19 --data county --reason 公安系统号码如此 --right", NULL
};
static const struct opt finding_reopen_opt[] = {
	{ "reason", 0, OPT_TEXT, "TEXT", "为什么重新打开，记入日志", "why; kept in the journal" }, END
};
static const char *const finding_reopen_eg[] = {
	"jingzhun finding reopen F19 --data county --reason 复核发现未更正", NULL
};
static const struct opt finding_export_opt[] = { OPT_FIND_AREA, OPT_FIND_KIND, OPT_FIND_STATE,
	{ "output", 'o', OPT_FILE, "FILE", "写到 .csv 或 .xlsx 文件（- 为标准输出 CSV，默认）",
		"write to a .csv or .xlsx file (- is CSV on standard output, the default)" },
	OPT_FORCE, END
};
static const char *const finding_export_eg[] = {
	"jingzhun finding export --data county --area 青山镇 -o 青山镇问题清单.xlsx", NULL
};
static const struct opt finding_import_opt[] = { OPT_DRY_RUN, END };
static const char *const finding_import_eg[] = {
	"jingzhun finding import 青山镇问题清单.xlsx --data county", NULL
};
static const char *const summary_eg[] = { "jingzhun summary --data county", NULL };

#define MEASURE_OPTIONS
#include "cmd/command_measure.def"
#undef MEASURE_OPTIONS
#define JUDGE_OPTIONS
#include "cmd/command_judge.def"
#include "cmd/command_paper.def"
#undef JUDGE_OPTIONS
#define NOTICE_OPTIONS
#include "cmd/command_notice.def"
#undef NOTICE_OPTIONS
#define GATE_OPTIONS
#include "cmd/command_gate.def"
#undef GATE_OPTIONS

static const struct opt verify_opt[] = {
	{ "deep", 0, OPT_FLAG, NULL, "连同每一行数据、历史和检索键",
		"every row, its history and search keys, too" },
	{ "head", 0, OPT_FILES, "FILE", "另外保存（如打印、邮寄）的日志头，可多个",
		"heads kept elsewhere (printed, mailed); several may be given" },
	END
};
static const char *const verify_eg[] = {
	"jingzhun verify --data county --deep",
	"jingzhun verify --data county --head head-2026-01.txt", NULL
};
static const char *const head_eg[] = { "jingzhun head --data county > head-2026-01.txt", NULL };
static const struct opt log_opt[] = {
	{ "last", 0, OPT_INT, "N", "最后多少条（默认 20；0 全部）",
		"how many of the last entries (default 20; 0: all)" },
	END
};
static const char *const log_eg[] = { "jingzhun log --data county --last 50", NULL };
static const char *const proof_eg[] = {
	"jingzhun proof --data county household 9812010010010001 > proof.txt", NULL
};
static const char *const proof_since_eg[] = {
	"jingzhun proof since head-2026-01.txt --data county > growth.txt", NULL
};
static const struct opt proof_check_opt[] = {
	{ "key", 0, OPT_TEXT, "VKEY", "验证密钥，或第一行是验证密钥的文件（如 DIR.head）",
		"the verifier key, or a file whose first line is one (such as DIR.head)" },
	{ "head", 0, OPT_FILE, "FILE", "保存的日志头（核对 proof since 的证明时）",
		"the head that was kept (to check what proof since printed)" },
	END
};
static const char *const proof_check_eg[] = {
	"jingzhun proof check proof.txt --key county.head",
	"jingzhun proof check growth.txt --key county.head --head head-2026-01.txt", NULL
};
static const struct opt backup_opt[] = {
	{ "out", 'o', OPT_FILE, "FILE", "备份文件（不得已存在）", "the backup (must not be there yet)" },
	OPT_SEAL_TO, END
};
static const char *const backup_eg[] = {
	"jingzhun backup --data county --out county-2026-01-31.backup", NULL
};
static const struct opt restore_opt[] = {
	{ "replace", 0, OPT_FLAG, NULL, "换下已有的登记库（旧库改名保留）",
		"put it in the place of the register that is there (which is kept beside)" },
	{ "reason", 0, OPT_TEXT, "TEXT", "恢复的事由，记入日志", "why; kept in the journal" },
	OPT_IDENTITY, END
};
static const char *const restore_eg[] = {
	"jingzhun restore county-2026-01-31.backup --data county --replace --reason 硬盘损坏", NULL
};

static const struct opt dictionary_opt[] = { END };
static const struct opt explain_opt[] = {
	{ "markdown", 0, OPT_FLAG, NULL, "输出全部种类的 Markdown 文档（docs/faults.md）",
		"all kinds as Markdown (docs/faults.md)" },
	END
};
static const char *const explain_eg[] = {
	"jingzhun explain id_check_digit", "jingzhun explain", NULL
};
static const struct opt help_opt[] = {
	{ "markdown", 0, OPT_FLAG, NULL, "输出全部命令的 Markdown 文档（docs/commands.md）",
		"all commands as Markdown (docs/commands.md)" },
	END
};
static const char *const help_eg[] = { "jingzhun help import", NULL };
static const char *const man_eg[] = { "jingzhun man > jingzhun.1", "jingzhun man | man -l -",
	NULL };
static const char *const completion_eg[] = {
	"jingzhun completion bash > /etc/bash_completion.d/jingzhun",
	"source <(jingzhun completion zsh)",
	NULL
};

#define MASKED (TAKES_DATA | TAKES_JSON | TAKES_MASK)

#define OFFICE_OPTIONS
#include "cmd/table_office.inc"
#undef OFFICE_OPTIONS

const struct command commands[] = {
	/* ---- to start ---- */
	{ "init", GROUP_START, TAKES_DATA, NULL, 0, 0,
		"新建登记库", "make a new register",
		"建立数据文件夹、密钥文件和日志。密钥文件在数据文件夹之外（默认 DIR.keys），请另行妥善"
		"保管：没有它，敏感信息谁也读不出来。",
		"Makes the data folder, the keyring and the journal. The keyring stands outside "
		"the folder "
		"(DIR.keys by default). Keep a copy in a safe place: without it nobody can read "
		"what is "
		"sealed.",
		init_opt, init_eg, cmd_init },
	{ "demo", GROUP_START, TAKES_JSON, NULL, 0, 0,
		"生成虚构县的名单，用于试用和培训", "write the lists of a made-up county, to try and to train",
		"写出 areas.csv、各种名单，以及 truth.csv（埋入的每处差错）。县在虚构的 98 省，不会与真实"
		"的人重号。",
		"Writes areas.csv, the lists, and truth.csv with every fault that was planted. "
		"The county lies "
		"in province 98, which does not exist, so that no number can be a real person's.",
		demo_opt, demo_eg, cmd_demo },
	{ "area import", GROUP_START, TAKES_DATA | TAKES_JSON, "FILE...", 1, -1,
		"导入行政区划", "take in areas", NULL, NULL, area_import_opt, area_import_eg,
		cmd_area_import },
	{ "area show", GROUP_START, TAKES_DATA | TAKES_JSON, "CODE|NAME", 1, 1,
		"查看一个区划的上级和下级", "one area with what lies above and right below", NULL, NULL, NULL,
		area_show_eg, cmd_area_show },
	{ "area list", GROUP_START, TAKES_DATA | TAKES_JSON, "[CODE|NAME]", 0, 1,
		"列出区划", "list areas", NULL, NULL, area_list_opt, area_list_eg, cmd_area_list },

	/* ---- lists in and out ---- */
	{ "import", GROUP_DATA, TAKES_DATA | TAKES_JSON, "[KIND] FILE...", 1, -1,
		"导入名单（CSV、xlsx、xls），逐格指出差错",
		"take in lists (CSV, xlsx, xls), naming every fault",
		"一次可给多个文件，种类和次序自动认定；区划文件也可同时给。有差错的行拒收并说明行、列、原因"
		"和建议，其余照收。中断（Ctrl-C、断电）后再执行同一命令即可接着做；已导入过的文件会被认出。\n"
		"退出码：0 全部收下；1 有行或文件被拒收。",
		"Several files of any kinds may be given in any order, areas among them. A row "
		"with an error is "
		"refused, with row, column, reason and suggestion; the others are taken. After an "
		"interruption "
		"(Ctrl-C, power) the same command goes on where it was; a file that is in is "
		"recognised.\n"
		"Exit code: 0 all taken, 1 rows or files were refused.",
		import_opt, import_eg, cmd_import },
	{ "import undo", GROUP_DATA, TAKES_DATA | TAKES_JSON, "BATCH", 1, 1,
		"撤销一个批次：恢复导入前的样子", "take a batch back: everything as it was before",
		"该批次新增的记录移出登记库，改过的记录恢复原值；之后又被改动的、还有其他记录挂靠的保留原样，"
		"逐条列出。日志和历史一条不删，撤销本身也记入日志。中断后再执行同一命令即可接着做。撤销后可"
		"重新导入同一文件。\n退出码：0 全部撤销；1 有记录保留。",
		"Records that the batch made leave the register, those that it changed get their "
		"values back. What was changed since, or has other records hanging on it, stays "
		"and is listed. Nothing is taken out of journal or history; the undo is in the "
		"journal, too. After an interruption the same command goes on. The same file can "
		"be imported again afterwards.\nExit code: 0 all undone, 1 some records stayed.",
		import_undo_opt, import_undo_eg, cmd_import_undo },
	{ "batch list", GROUP_DATA, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"导入过的各批次：文件、行数、状态、何时何人", "every batch: file, counts, state, when, who",
		NULL, NULL, batch_list_opt, batch_list_eg, cmd_batch_list },
	{ "batch show", GROUP_DATA, TAKES_DATA | TAKES_JSON, "BATCH", 1, 1,
		"查看一个批次：差错按种类、撤销的结果", "one batch: findings by kind, what an undo left",
		NULL, NULL, NULL, batch_show_eg, cmd_batch_show },
	{ "batch errors", GROUP_DATA, TAKES_DATA, "BATCH FILE", 2, 2,
		"补写一个批次的差错表（FILE 是当时导入的原文件）",
		"write a batch's error list later (FILE is what it was imported from)",
		"差错表是原表各列，加原行号、差错原因、修改建议；改好后导入它，各行并入原批次，编号和直接导入"
		"改正后的原表一样。",
		"An error list has the list's own columns, with row number, reason and suggestion. "
		"Corrected and imported, its rows count as the batch's; everything then is as if "
		"the corrected list had been imported in one go.",
		batch_errors_opt, batch_errors_eg, cmd_batch_errors },
	{ "files list", GROUP_DATA, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"写出过的含未遮盖个人信息的文件（差错表、未遮盖的导出）",
		"files with clear personal data that were written: error lists, unmasked exports",
		NULL, NULL, NULL, files_list_eg, cmd_files_list },
	{ "files purge", GROUP_DATA, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"清除这些文件，记入日志", "remove them; the journal records it", NULL, NULL, files_purge_opt,
		files_purge_eg, cmd_files_purge },
	{ "mapping list", GROUP_DATA, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"记住的表头对应关系", "what was said of headers and is remembered",
		"用 import --map 说过一次，下次同样表头的表自动采用，并在导入时说明。",
		"What import --map said once is used again for sheets of the same header, and told.",
		NULL, mapping_list_eg, cmd_mapping_list },
	{ "mapping forget", GROUP_DATA, TAKES_DATA, "SHEET|all", 1, 1,
		"忘掉一种表（或全部）的对应关系", "forget what was said of a sheet, or of all",
		"SHEET 是 mapping list 第一列的表样标记，写开头几位即可。",
		"SHEET is the mark in the first column of mapping list; its beginning will do.",
		NULL, mapping_forget_eg, cmd_mapping_forget },
	{ "export", GROUP_DATA, TAKES_DATA | TAKES_MASK, "KIND [NO]", 1, 2,
		"导出为 CSV、JSONL 或 Excel 工作簿", "write CSV, JSONL or a workbook (XLSX)",
		"--mask none 导出的文件可原样再导入；它须说明事由，先记入日志再输出。"
		"LEVEL：county 县、township 乡镇、village 村、group 组。",
		"What --mask none writes can be imported again without loss; it wants a reason, "
		"and the "
		"journal has it before anything is shown. LEVEL is county, township, village or group.",
		export_opt, export_eg, cmd_export },
	{ "template", GROUP_DATA, TAKES_DATA, "KIND", 1, 1,
		"空白模板（CSV 或 Excel）；list32 为 32 列交换表",
		"an empty sheet (CSV or XLSX); list32 is the exchange list",
		NULL, NULL, template_opt, template_eg, cmd_template },

	{ "lead import", GROUP_DATA, TAKES_DATA | TAKES_JSON, "TOPIC FILE...", 2, -1,
		"把部门清单导入为线索", "take a department's lists in as leads",
		"按证件号码（没有号码时按姓名、出生日期和村）匹配到人和户；匹配不到的也留存并写明原因；同一人同一事"
		"只算一次，另记报送次数。线索只是待核查的提示，登记库的其他内容一概不变。",
		"Rows are matched to persons and households by ID number, or else by name, birth and "
		"village. Those "
		"that match nobody are kept with the reason; the same fact of the same person counts "
		"once, with the times it was reported. A lead is a hint to be checked: nothing else in "
		"the register changes.",
		lead_import_opt, lead_import_eg, cmd_lead_import },
	{ "lead topics", GROUP_DATA, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"政策包认识的部门清单", "the departments' lists that the pack knows", NULL, NULL, NULL,
		lead_topics_eg, cmd_lead_topics },
	{ "lead check", GROUP_DATA, TAKES_DATA, "NO", 1, 1,
		"记下线索的核查结果", "write down what a check of a lead found", NULL, NULL,
		lead_check_opt, lead_check_eg, cmd_lead_check },
	{ "lead explain", GROUP_DATA, TAKES_DATA, "NO", 1, 1,
		"线索有合理说明，就此了结", "a lead has a fair explanation and is done with", NULL, NULL,
		lead_explain_opt, lead_explain_eg, cmd_lead_explain },
	{ "lead close", GROUP_DATA, TAKES_DATA, "NO", 1, 1,
		"线索办结", "a lead is settled", NULL, NULL, lead_close_opt, lead_close_eg,
		cmd_lead_close },
	{ "lead reopen", GROUP_DATA, TAKES_DATA, "NO", 1, 1,
		"重新打开线索", "open a lead again", NULL, NULL, lead_reopen_opt, lead_reopen_eg,
		cmd_lead_reopen },
	{ "lead assign", GROUP_DATA, TAKES_DATA, "NO", 1, 1,
		"交给谁办、何时办结", "who sees to a lead, and until when", NULL, NULL, lead_assign_opt,
		lead_assign_eg, cmd_lead_assign },
	{ "finding list", GROUP_DATA, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"列出导入问题", "list what was found wrong", NULL, NULL,
		finding_list_opt, finding_list_eg, cmd_finding_list },
	{ "finding show", GROUP_DATA, TAKES_DATA | TAKES_JSON, "NO", 1, 1,
		"查看一个问题：哪里不对、怎么办、何人何时如何处理",
		"one of them: what is wrong, what to do, who dealt with it and why", NULL, NULL, NULL,
		finding_show_eg, cmd_finding_show },
	{ "finding close", GROUP_DATA, TAKES_DATA, "NO...", 1, -1,
		"问题已更正", "it was corrected", NULL, NULL, finding_close_opt, finding_close_eg,
		cmd_finding_close },
	{ "finding explain", GROUP_DATA, TAKES_DATA, "NO...", 1, -1,
		"问题已说明，或经核实无误", "it is explained, or right as it is", NULL, NULL,
		finding_explain_opt, finding_explain_eg, cmd_finding_explain },
	{ "finding reopen", GROUP_DATA, TAKES_DATA, "NO...", 1, -1,
		"重新打开", "open it again", NULL, NULL, finding_reopen_opt, finding_reopen_eg,
		cmd_finding_reopen },
	{ "finding export", GROUP_DATA, TAKES_DATA, NULL, 0, 0,
		"问题清单，发到村里填写", "a problem list for villages to fill in",
		"每行一个问题，有问题编号；最后三列（整改情况、说明、处理人）由村里填，再用 finding import 收回。",
		"A row for each finding, with its number; villages fill in the last three columns, and "
		"finding import takes the sheet back.",
		finding_export_opt, finding_export_eg, cmd_finding_export },
	{ "finding import", GROUP_DATA, TAKES_DATA | TAKES_JSON, "FILE", 1, 1,
		"收回村里填好的问题清单", "take a filled problem list back",
		"只看问题编号和最后三列：按所填情况关闭问题，何人、何时、为何记入日志。别的列改了也不起作用；编号不认识、"
		"已经处理过、与户编号对不上的逐行列出。",
		"Looks at the number and the last three columns only: closes what was dealt with; who, "
		"when and why stand in the journal. Nothing else can be changed; unknown numbers, those "
		"closed before, and those of another household are listed row by row.",
		finding_import_opt, finding_import_eg, cmd_finding_import },
	{ "report fill", GROUP_DATA, MASKED, "FORM.xlsx", 1, 1,
		"填上级发来的表", "fill in a form that the upper level sent",
		"模板的版式、公式和其他工作表不变。哪格填什么写在绑定文件里（docs/forms.md），或写在批注里："
		"“jz: count household where ...”。每个数都与名单核对，不符则不写出。",
		"Layout, formulas and other sheets stay as they are. What a cell shows is written in a "
		"binding file (docs/forms.md) or in a comment: \"jz: count household where ...\". Every "
		"number is checked against its list; if they differ, nothing is written.",
		report_fill_opt, report_fill_eg, cmd_report_fill },
	{ "report bind", GROUP_DATA, TAKES_DATA, "FORM.xlsx", 1, 1,
		"为模板写一个待填的绑定文件", "write a binding file to begin with", NULL, NULL,
		report_bind_opt, report_bind_eg, cmd_report_bind },
	/* ---- the next month ---- */
	{ "set", GROUP_DATA, TAKES_DATA, "KIND NO FIELD=VALUE...", 3, -1,
		"改一行里的几格", "change cells of one row by hand",
		"值的写法与表格相同；“FIELD=”为清空。须说明事由，记入日志；原值留在历史里。",
		"Values are written as on a sheet; \"FIELD=\" empties one. It wants a reason; the old "
		"values stay in the history.",
		set_opt, set_eg, cmd_set },
	{ "difference list", GROUP_DATA, MASKED, "[NO]", 0, 1,
		"差异和冲突：来源与本地不一致之处", "where a source and the register differ",
		"用 import --source 导入的名单，逐格与来源上次的值和本地的值三方比对：本地改过、来源没改的保留"
		"本地（待录入来源）；来源改过、本地没改的采用来源；两边都改的列为冲突待定。名单上不再有的户、人"
		"列为询问，不会删除。",
		"A list imported with --source is compared cell by cell with what the source said last and "
		"what stands here: what was changed only here stays (and is to be entered there), what was "
		"changed only there is taken, what both changed is a conflict. Whoever is on the list no "
		"more becomes a question; nothing is deleted.",
		difference_list_opt, difference_list_eg, cmd_difference_list },
	{ "difference settle", GROUP_DATA, TAKES_DATA | TAKES_JSON, "[NO...]", 0, -1,
		"处理差异：逐条，或按来源、字段、条件成批", "decide about differences, one by one or by rule",
		"不写编号时，对符合条件的待定冲突（或待答复的）成批处理。决定和它引起的变更一并记入日志。",
		"Without numbers, all open conflicts (or open questions) that meet the conditions. The "
		"decision and what it changes are in the journal together.",
		difference_settle_opt, difference_settle_eg, cmd_difference_settle },
	{ "to-enter", GROUP_DATA, MASKED, NULL, 0, 0,
		"待录入清单：本地已定、来源系统里还没有的", "what was decided here and the source does not have yet",
		"改动的格、来源没有的户和人、来源还列着而本地已不在的；按来源名单的列序。下月名单导入时自动核对："
		"已录入、仍缺、不一致。",
		"Changed cells, households and persons that the source does not list, and those it still "
		"lists though they are gone here; in the order of the source's columns. The next import of "
		"its list checks them off: entered, missing, different.",
		to_enter_opt, to_enter_eg, cmd_to_enter },

	/* ---- reading ---- */
	{ "list", GROUP_READ, MASKED, "KIND [NO]", 1, 2,
		"按条件列出", "list rows that meet conditions",
		"条件：字段 = != < <= > >= ~（包含）值，或“字段 is not 值”（含未知）“字段 is unknown”“字段 is known”；area= 含下级。"
		"name=、no=、idno=（全号或后四位）、phone= 用索引查找。",
		"Conditions: a field, one of = != < <= > >= ~ (contains), a value; or \"FIELD is "
		"not VALUE\" (or unknown), \"FIELD is unknown\", "
		"\"FIELD is known\". area= means in or under. name=, no=, idno= (whole or last "
		"four) and phone= "
		"use an index.",
		list_opt, list_eg, cmd_list },
	{ "show", GROUP_READ, MASKED, "KIND NO", 2, 2,
		"查看一户（或一人等）的全部情况", "all of one household, person ...", NULL, NULL, NULL,
		show_eg, cmd_show },
	{ "history", GROUP_READ, MASKED, "KIND NO", 2, 2,
		"每次变更：原值、新值、何人、何时、为何、来源",
		"every change: old and new value, who, when, why, from where", NULL, NULL, NULL,
		history_eg, cmd_history },
	{ "summary", GROUP_READ, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"登记库概况", "what the register holds", NULL, NULL, NULL, summary_eg, cmd_summary },
#include "cmd/command_measure.def"
#include "cmd/command_judge.def"
#include "cmd/command_paper.def"
#include "cmd/command_notice.def"
#include "cmd/command_gate.def"

	{ "lead list", GROUP_READ, MASKED, NULL, 0, 0,
		"列出线索", "list leads", NULL, NULL, lead_list_opt, lead_list_eg, cmd_lead_list },
	{ "lead show", GROUP_READ, MASKED, "NO", 1, 1,
		"查看一条线索：内容、要核查什么、哪些名单报过",
		"one lead: what was told, what to check, which lists told it", NULL, NULL, NULL,
		lead_show_eg, cmd_lead_show },
	{ "lead summary", GROUP_READ, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"线索按主题、乡镇、状态和匹配情况统计", "leads by topic, township, state and match", NULL,
		NULL, NULL, lead_summary_eg, cmd_lead_summary },

	/* ---- people and rights ---- */
#include "cmd/table_office.inc"

	/* ---- trust ---- */
	{ "verify", GROUP_TRUST, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"核对有没有人绕过程序改动数据", "has anybody changed data behind the program's back?",
		"依次核对日志结构、签名的日志头、前后一致、（--deep）每一行数据。不需要密钥。\n"
		"退出码：0 完好；1 被改动；2 读不出来；3 被换回旧副本。",
		"Checks the journal, its signed heads, their consistency and, with --deep, every "
		"row. Needs no "
		"keys.\nExit code: 0 all is well, 1 tampered, 2 unreadable, 3 rolled back.",
		verify_opt, verify_eg, cmd_verify },
	{ "head", GROUP_TRUST, TAKES_DATA, NULL, 0, 0,
		"最后一个签名的日志头：打印或寄出，日后可证", "the last signed head, to print or to mail",
		"保存在别处的日志头可用 verify --head 核对：有人换回旧数据也能发现。",
		"Kept elsewhere, it lets verify --head find out that old data were put back.",
		NULL, head_eg,
		cmd_head },
	{ "log", GROUP_TRUST, TAKES_DATA | TAKES_JSON, NULL, 0, 0,
		"日志的最后若干条", "the last entries of the journal", NULL, NULL, log_opt, log_eg,
		cmd_log },
	{ "proof", GROUP_TRUST, TAKES_DATA, "KIND NO", 2, 2,
		"一行数据在日志中的证明", "proof that a row is in the journal",
		"外人凭验证密钥即可用 proof check 核对，不需要登记库。",
		"A stranger can check it with the verifier key alone: see proof check.", NULL,
		proof_eg,
		cmd_proof },
	{ "proof since", GROUP_TRUST, TAKES_DATA, "FILE", 1, 1,
		"证明日志自某个日志头以来只增未改", "proof that the journal has only grown since a head",
		"FILE 是以前用 head 存下的日志头。保存它的人用 proof check --head 核对，不需要登记库。",
		"FILE is a head kept from earlier. Who kept it checks the proof with proof check "
		"--head, without the register.", NULL, proof_since_eg, cmd_proof_since },
	{ "proof check", GROUP_TRUST, 0, "FILE", 1, 1,
		"核对一份证明", "check a proof", NULL, NULL, proof_check_opt, proof_check_eg,
		cmd_proof_check },
	{ "backup", GROUP_TRUST, TAKES_DATA, NULL, 0, 0,
		"备份（可在使用中进行），并核对副本", "a verified copy, while the register is in use",
		"备份里没有密钥文件；请把密钥文件另存一处。",
		"The keyring is not in it: keep a copy of that apart.", backup_opt, backup_eg,
		cmd_backup },
	{ "restore", GROUP_TRUST, TAKES_DATA, "FILE", 1, 1,
		"从备份恢复，恢复本身记入日志", "make a register from a backup; the journal records it", NULL,
		NULL, restore_opt, restore_eg, cmd_restore },

#include "cmd/command_ops_rows.def"

	/* ---- help ---- */
	{ "dictionary", GROUP_HELP, TAKES_DATA | TAKES_JSON, "[KIND]", 0, 1,
		"数据字典：全部字段，或一种的", "the data dictionary: every field, or those of a kind",
		NULL, NULL, dictionary_opt, NULL,
		cmd_dictionary },
	{ "explain", GROUP_HELP, TAKES_JSON, "[KIND]", 0, 1,
		"解释一种差错：是什么，怎么办", "what a kind of fault means, and what to do", NULL, NULL,
		explain_opt, explain_eg, cmd_explain },
	{ "help", GROUP_HELP, 0, "[COMMAND]", 0, 2,
		"帮助", "help", NULL, NULL, help_opt, help_eg, cmd_help },
	{ "man", GROUP_HELP, 0, NULL, 0, 0, "手册页（roff）", "the manual page (roff)", NULL, NULL, NULL,
		man_eg, cmd_man },
	{ "completion", GROUP_HELP, 0, "bash|zsh|fish", 1, 1,
		"命令行自动补全", "completions for a shell", NULL, NULL, NULL, completion_eg,
		cmd_completion },
	{ "version", GROUP_HELP, TAKES_JSON, NULL, 0, 0, "版本", "the version", NULL, NULL, NULL,
		NULL,
		cmd_version },
	{ NULL, GROUP_HELP, 0, NULL, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
};
