/* reader_title - what a title over a header says of the figures below it. In the reading child. */
#ifndef JOB_READER_TITLE_H
#define JOB_READER_TITLE_H

#include "base/date.h"
#include "base/str.h"
#include "entity/unit.h"

/* 单位:万元, (金额单位:元、面积单位:亩): what stands after each 单位, as far as it is units, each at
 * its dimension's place. */
void title_units(struct str plain, const struct unit *title[UNIT_DIMS]);
/* 2023年12月31日, 2023-12, 2023年度 somewhere in a title; 0: none. */
date_t title_date(struct str plain);

#endif
