/* routes - every address, what it needs, and what answers. The API's description is made of it. */
#include "web/api.h"

#define JSON_MOST   (1 << 20)
#define UPLOAD_MOST (64 << 20)
#define FORM_MOST   16384
#define QUICK       ROUTE_QUICK
#define NONE        PERM__COUNT

const struct route routes[] = {
	/* pages */
	{ HTTP_GET, "/healthz", NONE, ROUTE_OPEN | QUICK | ROUTE_PUBLIC, 0, page_health, NULL,
	  "是否在运行", "Whether it runs" },
	{ HTTP_GET, "/login", NONE, ROUTE_OPEN | QUICK | ROUTE_PAGE, 0, page_login, NULL,
	  "登录页", "The page to sign in" },
	{ HTTP_POST, "/login", NONE, ROUTE_OPEN | ROUTE_PAGE, FORM_MOST, page_login_post, NULL,
	  "登录", "Signs in" },
	{ HTTP_POST, "/logout", NONE, ROUTE_SELF | ROUTE_PAGE, FORM_MOST, page_logout, NULL,
	  "退出登录", "Signs out" },
	{ HTTP_GET, "/setup", NONE, ROUTE_OPEN | QUICK | ROUTE_PAGE, 0, page_setup, NULL,
	  "首次设置页", "The page of the first visit" },
	{ HTTP_POST, "/setup", NONE, ROUTE_OPEN | ROUTE_PAGE, FORM_MOST, page_setup_post, NULL,
	  "建立第一个账号", "Makes the first account" },
	{ HTTP_GET, "/p/", NONE, ROUTE_OPEN | QUICK | ROUTE_PAGE | ROUTE_PUBLIC, 0, page_public, NULL,
	  "公开页", "What is public" },
	{ HTTP_GET, "/p/trust", NONE, ROUTE_OPEN | QUICK | ROUTE_PAGE | ROUTE_PUBLIC, 0, page_trust,
	  NULL, "如何信任本办公室的证书", "How to trust this office's certificate" },
	{ HTTP_GET, "/a/{name}", NONE, ROUTE_OPEN | QUICK, 0, page_asset, NULL,
	  "界面文件", "A file of the app" },
	{ HTTP_GET, "/sw.js", NONE, ROUTE_OPEN | QUICK, 0, page_asset, NULL,
	  "离线支持", "The service worker" },
	{ HTTP_GET, "/manifest.webmanifest", NONE, ROUTE_OPEN | QUICK, 0, page_asset, NULL,
	  "安装说明", "How the app is installed" },
	{ HTTP_GET, "/icon.svg", NONE, ROUTE_OPEN | QUICK | ROUTE_PUBLIC, 0, page_asset, NULL,
	  "图标", "The icon" },

	{ HTTP_GET, "/metrics", NONE, ROUTE_OPEN | QUICK | ROUTE_FIGURES, 0, page_metrics, NULL,
	  "运行指标", "Figures for Prometheus" },

	/* who and what */
	{ HTTP_GET, "/api/v1/me", NONE, ROUTE_SELF | QUICK, 0, api_me, "Me",
	  "当前账号及其权限", "Who I am and what I may" },
	{ HTTP_POST, "/api/v1/me/password", NONE, ROUTE_SELF, JSON_MOST, api_password, "Done",
	  "修改自己的密码", "Changes one's own password" },
	{ HTTP_GET, "/api/v1/meta", NONE, ROUTE_SELF | QUICK, 0, api_meta, "Meta",
	  "各类资料的字段和代码表", "Kinds of records, their fields and lists" },
	{ HTTP_GET, "/api/v1/areas", PERM_read, QUICK, 0, api_areas, "Areas",
	  "辖区", "Places" },
	{ HTTP_GET, "/api/v1/summary", PERM_read, 0, 0, api_summary, "Summary",
	  "汇总", "Figures" },
	{ HTTP_GET, "/api/v1/search", PERM_read, 0, 0, api_search, "Hits",
	  "按姓名、首字母、编号、证件号后四位查找", "Finds by name, initials, number, last four" },

	/* changes */
	{ HTTP_GET, "/api/v1/changes", PERM_read, 0, 0, api_changes, "Changes",
	  "变更申请", "Proposed changes" },
	{ HTTP_POST, "/api/v1/changes/{id}/approve", PERM_approve, 0, JSON_MOST, api_change_approve,
	  "State", "通过变更申请", "Approves a proposal" },
	{ HTTP_POST, "/api/v1/changes/{id}/refuse", PERM_approve, 0, JSON_MOST, api_change_refuse,
	  "State", "退回变更申请", "Sends a proposal back" },
	{ HTTP_POST, "/api/v1/changes/{id}/withdraw", PERM_propose, 0, JSON_MOST, api_change_withdraw,
	  "State", "撤回变更申请", "Withdraws one's own proposal" },

	/* lists in, jobs */
	{ HTTP_POST, "/api/v1/uploads", PERM_import, ROUTE_RAW, UPLOAD_MOST, api_upload, "Upload",
	  "上传文件", "Sends a file" },
	{ HTTP_POST, "/api/v1/imports", PERM_import, 0, JSON_MOST, api_import, "JobStarted",
	  "核对或导入上传的文件", "Checks or imports uploaded files" },
	{ HTTP_GET, "/api/v1/jobs", NONE, ROUTE_SELF | QUICK, 0, api_jobs, "Jobs",
	  "任务", "Jobs" },
	{ HTTP_GET, "/api/v1/jobs/{id}", NONE, ROUTE_SELF | QUICK, 0, api_job, "Job",
	  "一项任务", "One job" },
	{ HTTP_GET, "/api/v1/jobs/{id}/events", NONE, ROUTE_SELF | QUICK, 0, api_job_events, NULL,
	  "任务进度（事件流）", "A job's progress (event stream)" },
	{ HTTP_GET, "/api/v1/jobs/{id}/file", NONE, ROUTE_SELF, 0, api_job_file, NULL,
	  "任务产生的文件", "The file that a job made" },
	{ HTTP_POST, "/api/v1/jobs/{id}/cancel", NONE, ROUTE_SELF, JSON_MOST, api_job_cancel, "State",
	  "取消任务", "Ends a job" },
	{ HTTP_POST, "/api/v1/batches/{no}/undo", PERM_undo, 0, JSON_MOST, api_undo, "JobStarted",
	  "撤销一次导入", "Takes an import back" },
	{ HTTP_POST, "/api/v1/differences/{no}/settle", PERM_settle, 0, JSON_MOST, api_settle, "State",
	  "处理一项差异", "Settles a difference" },

	/* accounts */
	{ HTTP_GET, "/api/v1/accounts", PERM_users, 0, 0, api_accounts, "Accounts",
	  "账号", "Accounts" },
	{ HTTP_POST, "/api/v1/accounts", PERM_users, 0, JSON_MOST, api_account_make, "Account",
	  "建立账号", "Makes an account" },
	{ HTTP_PATCH, "/api/v1/accounts/{id}", PERM_users, 0, JSON_MOST, api_account_edit, "Done",
	  "停用、启用账号，重置密码", "Disables, enables, resets the password" },
	{ HTTP_GET, "/api/v1/grants", PERM_grants, 0, 0, api_grants, "Grants",
	  "授权", "Grants" },
	{ HTTP_POST, "/api/v1/grants", PERM_grants, 0, JSON_MOST, api_grant_give, "Grant",
	  "授权", "Gives a grant" },
	{ HTTP_POST, "/api/v1/grants/{id}/end", PERM_grants, 0, JSON_MOST, api_grant_end, "Done",
	  "结束授权", "Ends a grant" },

	/* proof */
	{ HTTP_GET, "/api/v1/journal", PERM_audit_read, 0, 0, api_journal, "Journal",
	  "日志：谁在何时做了什么", "The journal: who did what and when" },
	{ HTTP_GET, "/api/v1/head", NONE, ROUTE_SELF | QUICK, 0, api_head, "Head",
	  "日志签名头", "The signed head of the journal" },
	{ HTTP_POST, "/api/v1/verify", PERM_verify, 0, JSON_MOST, api_verify, "JobStarted",
	  "核验全部数据", "Verifies everything" },
	{ HTTP_POST, "/api/v1/backup", PERM_backup, 0, JSON_MOST, api_backup, "JobStarted",
	  "备份", "Makes a backup" },

	/* files and pictures */
	{ HTTP_GET, "/api/v1/templates/{noun}.xlsx", PERM_template, 0, 0, api_template, NULL,
	  "空表", "An empty sheet" },
	{ HTTP_GET, "/api/v1/to-enter.xlsx", PERM_export, 0, 0, api_to_enter, NULL,
	  "待录入清单", "What a source does not have yet" },
	{ HTTP_GET, "/api/v1/batches/{no}/errors.xlsx", PERM_import, 0, 0, api_errors, NULL,
	  "差错表", "The rows of a list that were refused" },
	{ HTTP_GET, "/api/v1/charts/{name}.svg", PERM_read, 0, 0, api_chart, NULL,
	  "图", "A picture of figures" },
	{ HTTP_GET, "/api/v1/head.svg", NONE, ROUTE_SELF | QUICK, 0, api_head_picture, NULL,
	  "日志签名头（二维码）", "The signed head as a QR code" },
	{ HTTP_GET, "/api/v1/{noun}.csv", PERM_export, 0, 0, api_list_csv, NULL,
	  "资料清单（CSV）", "A list of rows as CSV" },
	{ HTTP_GET, "/api/v1/{noun}.xlsx", PERM_export, 0, 0, api_list_xlsx, NULL,
	  "资料清单（Excel）", "A list of rows as a workbook" },

	/* rows: last, since {noun} is any word */
	{ HTTP_GET, "/api/v1/household/{no}/page", PERM_read, QUICK, 0, api_household_page,
	  "HouseholdPage", "一户一页一账", "A household as one page" },
	{ HTTP_GET, "/api/v1/{noun}/{key}/history", PERM_read, 0, 0, api_history, "History",
	  "变更记录", "Versions of a row" },
	{ HTTP_POST, "/api/v1/{noun}/{key}/reveal", PERM_reveal, 0, JSON_MOST, api_reveal, "Revealed",
	  "查看敏感信息（须写事由）", "Shows a sealed value, with a reason" },
	{ HTTP_PATCH, "/api/v1/{noun}/{key}", PERM_propose, 0, JSON_MOST, api_propose, "Proposed",
	  "申请变更", "Proposes a change" },
	{ HTTP_GET, "/api/v1/{noun}/{key}", PERM_read, QUICK, 0, api_row, "Row",
	  "一条资料", "One row" },
	{ HTTP_GET, "/api/v1/{noun}", PERM_read, 0, 0, api_list, "Rows",
	  "资料清单", "A list of rows" },

	/* every other address is a view of the app */
	{ HTTP_GET, "/", NONE, ROUTE_SELF | ROUTE_PAGE | QUICK, 0, page_shell, NULL,
	  "首页", "Home" },
	{ HTTP_GET, "/{a}", NONE, ROUTE_SELF | ROUTE_PAGE | QUICK, 0, page_shell, NULL,
	  "界面", "The app" },
	{ HTTP_GET, "/{a}/{b}", NONE, ROUTE_SELF | ROUTE_PAGE | QUICK, 0, page_shell, NULL,
	  "界面", "The app" },
	{ HTTP_GET, "/{a}/{b}/{c}", NONE, ROUTE_SELF | ROUTE_PAGE | QUICK, 0, page_shell, NULL,
	  "界面", "The app" },
	{ 0 },
};
