/* api - the handlers of the routes, and what several of them share. Inside src/web only. */
#ifndef WEB_API_H
#define WEB_API_H

#include "domain/register/receipt.h"
#include "web/web_req.h"

/* The conditions of the address as one text for struct query; NULL: none. (api_list.c) */
char *list_where(struct web_req *q);
/* Requests that may be sent again (again.c). The key and a hash of what was asked; false: none. */
bool again_key(struct web_req *q, struct str *key, unsigned char hash[32]);
/* The receipt of this request: known tells that it was answered already (again_put). */
enum err again_of(struct web_req *q, struct receipt *p);
void again_put(struct web_req *q, const struct receipt *p);
/* An answer that is a text known beforehand. */
void again_text(void *arg, struct buf *out);
/* Answers after the effect, or passes its error on: a conflict with this very request is none. */
enum err again_end(struct web_req *q, struct receipt *p, enum err e);
/* All of it, where nothing has to be asked before: act writes once, and may look before it does. */
enum err again_once(struct web_req *q, struct receipt *p,
                    enum err (*act)(struct web_req *q, void *arg), void *arg);

/* A file with clear values: ?reason= is there, and in the journal before the first byte; batch: 0,
 * or whose rows they are. (api_file.c) */
enum err file_reason(struct web_req *q, int64_t batch);

/* A path in the uploads folder that nobody has; in cx's arena. */
char *file_scratch(struct web_req *q, const char *ending);

struct area_tree;
struct summary_count;
/* Figures of each node of the tree with all that lies below it, by its index. (api_about.c) */
enum err areas_counted(struct web_req *q, const struct area_tree *t, struct summary_count **out);
/* As web_few, for a page of figures of one place (?area=). Of a place that is left out beside
 * others nothing is told: INT64_MAX. Else the page of the place above, less this one, were the page
 * of the few families beside it. */
struct few_page;
enum err few_here(struct web_req *q, struct few_page *out);
/* What was sent, as one text in cx's arena: from memory or from its spool. (api_attachment.c) */
enum err body_whole(struct web_req *q, struct str *out);
/* The picture that was sent, made anew, or a PDF as it is; ERR_INPUT. (api_attachment.c) */
struct picture;
enum err body_picture(struct web_req *q, struct picture *p, struct buf *out);
/* ?name=: its last part, without what a terminal would obey; empty: none that will do. */
struct str body_name(struct web_req *q);

/* Conditions on what is sealed are searches for it: for who may search so, and counted. */
enum err list_counted(struct web_req *q, const struct browse *b);
/* ?cursor=: the id of the last row that was given; 0: from the beginning. */
enum err cursor_of(struct web_req *q, int64_t *after);
/* A page of a list as JSON: {"items","next","total"}. */
enum err list_put(struct web_req *q, struct query *ask);

/* Who asks, cut down to ?area=: every figure is of that area. (api_summary.c) */
enum err scope_narrowed(struct web_req *q, struct scope *out);
/* The same, and the place by itself: all, if none is asked for. */
enum err scope_narrowed_to(struct web_req *q, struct scope *out, struct scope *place);
struct cockpit;
/* The place of ?area= at one look. (api_cockpit.c) */
enum err cockpit_for(struct web_req *q, struct cockpit *out);
struct summary;
/* The figures within r's scope, less what few.h leaves out. */
enum err summary_for(struct web_req *q, struct summary *out);
/* Draws the picture "lorenz" or "at-line"; c has theme, language, width, id. (api_measure.c) */
struct svg_chart;
enum err api_measure_chart(struct web_req *q, struct svg_chart *c, struct buf *out);
/* "left":{reveals,tails}, and until when the glass is open. (api_self.c) */
enum err self_left(struct web_req *q);
/* The household's open proposals as "changes":[...]; *any: there are some. */
enum err household_changes(struct web_req *q, const struct rec *house, bool *any);

enum err api_list(struct web_req *q);
enum err api_row(struct web_req *q);
enum err api_history(struct web_req *q);
enum err api_household_page(struct web_req *q);
enum err api_household_verdicts(struct web_req *q);
enum err api_checks(struct web_req *q);
enum err api_check(struct web_req *q);
enum err api_checks_run(struct web_req *q);
enum err api_verdicts_run(struct web_req *q);
enum err api_doubts_assign(struct web_req *q);
enum err api_doubt_assignees(struct web_req *q);
enum err api_doubts_sheet(struct web_req *q);
enum err api_doubts_back(struct web_req *q);
enum err api_doubt(struct web_req *q);
enum err api_doubt_assign(struct web_req *q);
enum err api_doubt_explain(struct web_req *q);
enum err api_doubt_exempt(struct web_req *q);
enum err api_doubt_uphold(struct web_req *q);
enum err api_area_verdicts(struct web_req *q);
enum err api_cockpit(struct web_req *q);
enum err api_reveal(struct web_req *q);
enum err api_search(struct web_req *q);
enum err api_me(struct web_req *q);
enum err api_meta(struct web_req *q);
enum err api_areas(struct web_req *q);
enum err api_summary(struct web_req *q);
enum err api_measures(struct web_req *q);
enum err api_measures_multi(struct web_req *q);
enum err api_standards(struct web_req *q);
enum err api_simulate(struct web_req *q);
enum err api_simulate_list(struct web_req *q);
enum err api_scenarios(struct web_req *q);
enum err api_scenario(struct web_req *q);
enum err api_scenario_keep(struct web_req *q);
enum err api_scenario_share(struct web_req *q);
enum err api_scenario_end(struct web_req *q);
enum err api_propose(struct web_req *q);
enum err api_changes(struct web_req *q);
enum err api_change_approve(struct web_req *q);
enum err api_change_refuse(struct web_req *q);
enum err api_change_withdraw(struct web_req *q);
enum err api_upload(struct web_req *q);
enum err api_import(struct web_req *q);
enum err api_jobs(struct web_req *q);
enum err api_job(struct web_req *q);
enum err api_job_events(struct web_req *q);
enum err api_job_cancel(struct web_req *q);
enum err api_job_file(struct web_req *q);
enum err api_undo(struct web_req *q);
enum err api_settle(struct web_req *q);
enum err api_verify(struct web_req *q);
enum err api_backup(struct web_req *q);
enum err api_backups(struct web_req *q);
enum err api_head(struct web_req *q);
enum err api_journal(struct web_req *q);
enum err api_accounts(struct web_req *q);
enum err api_account_make(struct web_req *q);
enum err api_account_edit(struct web_req *q);
enum err api_tokens(struct web_req *q);
enum err api_token_make(struct web_req *q);
enum err api_token_end(struct web_req *q);
enum err api_grants(struct web_req *q);
enum err api_grant_give(struct web_req *q);
enum err api_grant_end(struct web_req *q);
enum err api_password(struct web_req *q);
enum err api_totp_new(struct web_req *q);
enum err api_totp_confirm(struct web_req *q);
enum err api_kin_declare(struct web_req *q);
enum err api_kin_own(struct web_req *q);
enum err api_kin_of(struct web_req *q);
enum err api_kin_add(struct web_req *q);
enum err api_kin_end(struct web_req *q);
enum err api_beside(struct web_req *q);
enum err api_glass(struct web_req *q);
enum err api_batches(struct web_req *q);
enum err api_batch(struct web_req *q);
enum err api_batch_findings(struct web_req *q);
enum err api_differences(struct web_req *q);
enum err api_duplicates(struct web_req *q);
enum err api_duplicate_merge(struct web_req *q);
enum err api_duplicate_distinct(struct web_req *q);
enum err api_roles(struct web_req *q);
enum err api_template(struct web_req *q);
enum err api_to_enter(struct web_req *q);
enum err api_papers(struct web_req *q);
enum err api_paper_blank(struct web_req *q);
enum err api_paper_filled(struct web_req *q);
enum err api_paper_notice(struct web_req *q);
enum err api_paper_meeting(struct web_req *q);
enum err api_paper_case(struct web_req *q);
enum err api_attachment_add(struct web_req *q);
enum err api_case_paper(struct web_req *q);
enum err api_meeting_paper(struct web_req *q);
enum err api_attachment_content(struct web_req *q);
enum err api_errors(struct web_req *q);
enum err api_chart(struct web_req *q);
enum err api_outlines(struct web_req *q);
enum err api_outlines_put(struct web_req *q);
enum err api_head_picture(struct web_req *q);
enum err api_list_csv(struct web_req *q);
enum err api_list_xlsx(struct web_req *q);
enum err page_metrics(struct web_req *q);
enum err page_login(struct web_req *q);
enum err page_login_post(struct web_req *q);
enum err page_logout(struct web_req *q);
enum err page_setup(struct web_req *q);
enum err page_setup_post(struct web_req *q);
enum err page_public(struct web_req *q);
enum err public_notices(struct web_req *q);
enum err public_notice(struct web_req *q);
enum err public_notice_list(struct web_req *q);
enum err public_notice_proof(struct web_req *q);
enum err public_head(struct web_req *q);
enum err public_object(struct web_req *q);
enum err public_object_post(struct web_req *q);
enum err public_declare(struct web_req *q);
enum err public_declare_post(struct web_req *q);
enum err public_status(struct web_req *q);
enum err public_status_post(struct web_req *q);
enum err public_standards(struct web_req *q);
enum err public_standard(struct web_req *q);
enum err public_line(struct web_req *q);
enum err api_notices(struct web_req *q);
enum err api_notice(struct web_req *q);
enum err api_notice_missing(struct web_req *q);
enum err api_notice_down(struct web_req *q);
enum err api_notices_waiting(struct web_req *q);
enum err api_notices_make(struct web_req *q);
enum err api_notice_photo(struct web_req *q);
enum err api_notice_photographed(struct web_req *q);
enum err api_objections(struct web_req *q);
enum err api_objection_enter(struct web_req *q);
enum err api_declarations(struct web_req *q);
enum err api_declaration(struct web_req *q);
enum err api_declaration_enter(struct web_req *q);
enum err api_declaration_accept(struct web_req *q);
enum err api_lead(struct web_req *q);
enum err api_lead_accept(struct web_req *q);
enum err api_lead_deal(struct web_req *q);
enum err api_declaration_household(struct web_req *q);
enum err api_household_row(struct web_req *q);
/* The declaration of the address, opened, within the caller's scope. ERR_NOTFOUND. */
enum err declaration_load(struct web_req *q, struct rec **row);
enum err api_declaration_answer(struct web_req *q);
enum err api_objection(struct web_req *q);
enum err api_objection_verify(struct web_req *q);
enum err api_objection_answer(struct web_req *q);
enum err api_procedures(struct web_req *q);
enum err api_procedure(struct web_req *q);
enum err api_procedure_chart(struct web_req *q);
enum err api_rounds(struct web_req *q);
enum err api_round(struct web_req *q);
enum err api_round_open(struct web_req *q);
enum err api_round_close(struct web_req *q);
enum err api_round_add(struct web_req *q);
enum err api_round_cases(struct web_req *q);
enum err api_round_fill(struct web_req *q);
enum err api_round_progress(struct web_req *q);
enum err api_agenda(struct web_req *q);
enum err api_meetings(struct web_req *q);
enum err api_meeting(struct web_req *q);
enum err api_meeting_hold(struct web_req *q);
enum err api_case(struct web_req *q);
enum err api_case_act(struct web_req *q);
enum err api_case_return(struct web_req *q);
enum err api_case_withdraw(struct web_req *q);
enum err api_case_served(struct web_req *q);
enum err api_case_note(struct web_req *q);
enum err api_cases_act(struct web_req *q);
enum err api_cases_assign(struct web_req *q);
enum err api_case_assignees(struct web_req *q);
enum err api_household_cases(struct web_req *q);
enum err api_case_carry(struct web_req *q);
enum err api_years(struct web_req *q);
enum err api_year_close(struct web_req *q);
enum err api_year_reopen(struct web_req *q);
enum err api_tasks(struct web_req *q);
enum err api_tasks_late(struct web_req *q);
enum err api_task_items(struct web_req *q);
enum err api_task_done(struct web_req *q);
enum err public_powers(struct web_req *q);
enum err public_role(struct web_req *q);
enum err public_procedures(struct web_req *q);
enum err public_procedure(struct web_req *q);
enum err public_chart(struct web_req *q);
enum err public_how(struct web_req *q);

enum err page_trust(struct web_req *q);
enum err page_health(struct web_req *q);
enum err page_shell(struct web_req *q);
enum err page_asset(struct web_req *q);

#endif
