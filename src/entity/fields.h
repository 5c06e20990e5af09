/* fields - index of every built-in field in its noun, so that a misspelt field does not compile:
 * HOUSEHOLD_no is the place of field "no" of household in rec->v. */
#ifndef ENTITY_FIELDS_H
#define ENTITY_FIELDS_H

enum {
#define FIELD(id, ...) AREA_##id,
#include "entity/defs/area.def"
#undef FIELD
	AREA__COUNT
};
enum {
#define FIELD(id, ...) HOUSEHOLD_##id,
#include "entity/defs/household.def"
#undef FIELD
	HOUSEHOLD__COUNT
};
enum {
#define FIELD(id, ...) PERSON_##id,
#include "entity/defs/person.def"
#undef FIELD
	PERSON__COUNT
};
enum {
#define FIELD(id, ...) VILLAGE_##id,
#include "entity/defs/village.def"
#undef FIELD
	VILLAGE__COUNT
};
enum {
#define FIELD(id, ...) COUNTY_##id,
#include "entity/defs/county.def"
#undef FIELD
	COUNTY__COUNT
};
enum {
#define FIELD(id, ...) ATTACHMENT_##id,
#include "entity/defs/attachment.def"
#undef FIELD
	ATTACHMENT__COUNT
};
enum {
#define FIELD(id, ...) BATCH_##id,
#include "entity/defs/batch.def"
#undef FIELD
	BATCH__COUNT
};
enum {
#define FIELD(id, ...) INCOME_##id,
#include "entity/defs/income.def"
#undef FIELD
	INCOME__COUNT
};
enum {
#define FIELD(id, ...) MEMBER_EVENT_##id,
#include "entity/defs/member_event.def"
#undef FIELD
	MEMBER_EVENT__COUNT
};
enum {
#define FIELD(id, ...) STATUS_##id,
#include "entity/defs/status.def"
#undef FIELD
	STATUS__COUNT
};
enum {
#define FIELD(id, ...) RISK_##id,
#include "entity/defs/risk.def"
#undef FIELD
	RISK__COUNT
};
enum {
#define FIELD(id, ...) MEASURE_##id,
#include "entity/defs/measure.def"
#undef FIELD
	MEASURE__COUNT
};
enum {
#define FIELD(id, ...) WORK_##id,
#include "entity/defs/work.def"
#undef FIELD
	WORK__COUNT
};
enum {
#define FIELD(id, ...) POST_##id,
#include "entity/defs/post.def"
#undef FIELD
	POST__COUNT
};
enum {
#define FIELD(id, ...) HELPER_##id,
#include "entity/defs/helper.def"
#undef FIELD
	HELPER__COUNT
};
enum {
#define FIELD(id, ...) LEAD_##id,
#include "entity/defs/lead.def"
#undef FIELD
	LEAD__COUNT
};
enum {
#define FIELD(id, ...) FINDING_##id,
#include "entity/defs/finding.def"
#undef FIELD
	FINDING__COUNT
};
enum {
#define FIELD(id, ...) SETTING_##id,
#include "entity/defs/setting.def"
#undef FIELD
	SETTING__COUNT
};
enum {
#define FIELD(id, ...) LIST_VALUE_##id,
#include "entity/defs/list_value.def"
#undef FIELD
	LIST_VALUE__COUNT
};
enum {
#define FIELD(id, ...) PACK_VERSION_##id,
#include "entity/defs/pack_version.def"
#undef FIELD
	PACK_VERSION__COUNT
};
enum {
#define FIELD(id, ...) AREA_EVENT_##id,
#include "entity/defs/area_event.def"
#undef FIELD
	AREA_EVENT__COUNT
};
enum {
#define FIELD(id, ...) DIFFERENCE_##id,
#include "entity/defs/difference.def"
#undef FIELD
	DIFFERENCE__COUNT
};
enum {
#define FIELD(id, ...) ROLL_##id,
#include "entity/defs/roll.def"
#undef FIELD
	ROLL__COUNT
};
enum {
#define FIELD(id, ...) ACCOUNT_##id,
#include "entity/defs/account.def"
#undef FIELD
	ACCOUNT__COUNT
};
enum {
#define FIELD(id, ...) ROLE_GRANT_##id,
#include "entity/defs/role_grant.def"
#undef FIELD
	ROLE_GRANT__COUNT
};
enum {
#define FIELD(id, ...) KIN_##id,
#include "entity/defs/kin.def"
#undef FIELD
	KIN__COUNT
};
enum {
#define FIELD(id, ...) ASSIGNED_##id,
#include "entity/defs/assigned.def"
#undef FIELD
	ASSIGNED__COUNT
};
enum {
#define FIELD(id, ...) TOKEN_##id,
#include "entity/defs/token.def"
#undef FIELD
	TOKEN__COUNT
};
enum {
#define FIELD(id, ...) VERDICT_##id,
#include "entity/defs/verdict.def"
#undef FIELD
	VERDICT__COUNT
};
enum {
#define FIELD(id, ...) DOUBT_##id,
#include "entity/defs/doubt.def"
#undef FIELD
	DOUBT__COUNT
};
enum {
#define FIELD(id, ...) SCENARIO_##id,
#include "entity/defs/scenario.def"
#undef FIELD
	SCENARIO__COUNT
};
enum {
#define FIELD(id, ...) ROUND_##id,
#include "entity/defs/round.def"
#undef FIELD
	ROUND__COUNT
};
enum {
#define FIELD(id, ...) MATTER_##id,
#include "entity/defs/matter.def"
#undef FIELD
	MATTER__COUNT
};
enum {
#define FIELD(id, ...) DECISION_##id,
#include "entity/defs/decision.def"
#undef FIELD
	DECISION__COUNT
};
enum {
#define FIELD(id, ...) MEETING_##id,
#include "entity/defs/meeting.def"
#undef FIELD
	MEETING__COUNT
};
enum {
#define FIELD(id, ...) VOTE_##id,
#include "entity/defs/vote.def"
#undef FIELD
	VOTE__COUNT
};
enum {
#define FIELD(id, ...) LETTER_##id,
#include "entity/defs/letter.def"
#undef FIELD
	LETTER__COUNT
};
enum {
#define FIELD(id, ...) TASK_##id,
#include "entity/defs/task.def"
#undef FIELD
	TASK__COUNT
};
enum {
#define FIELD(id, ...) CLOSING_##id,
#include "entity/defs/closing.def"
#undef FIELD
	CLOSING__COUNT
};
enum {
#define FIELD(id, ...) CONVERSATION_##id,
#include "entity/defs/conversation.def"
#undef FIELD
	CONVERSATION__COUNT
};

/* Tags of the nouns, as in entities.def. */
enum {
#define ENTITY(n, t, f, z, e) TAG_##n = (t),
#include "entity/defs/entities.def"
#undef ENTITY
};
enum {
#define FIELD(id, ...) CHANGE_##id,
#include "entity/defs/change.def"
#undef FIELD
	CHANGE__COUNT
};
enum {
#define FIELD(id, ...) READING_##id,
#include "entity/defs/reading.def"
#undef FIELD
	READING__COUNT
};
enum {
#define FIELD(id, ...) NOTICE_##id,
#include "entity/defs/notice.def"
#undef FIELD
	NOTICE__COUNT
};
enum {
#define FIELD(id, ...) NOTICE_LINE_##id,
#include "entity/defs/notice_line.def"
#undef FIELD
	NOTICE_LINE__COUNT
};
enum {
#define FIELD(id, ...) OBJECTION_##id,
#include "entity/defs/objection.def"
#undef FIELD
	OBJECTION__COUNT
};
enum {
#define FIELD(id, ...) DECLARATION_##id,
#include "entity/defs/declaration.def"
#undef FIELD
	DECLARATION__COUNT
};

#endif
