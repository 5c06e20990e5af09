/* paper_child - papers drawn as PDF in a child of their own: the libraries that draw are large, and
 * what stands in a paper came from anywhere. The child sees two pipes, no register, no key and no
 * file but fonts, which it opens before the lock. The parent gets bytes and what was missing.
 *
 * Messages parent -> child (reader_wire.h): 'F' fonts, 'S' the sheet, 'B' a block, 'E' all was
 * told. Child -> parent: 'Z' bytes, 'M' pages and missing characters, 'E' that was all; 'X'
 * failure. */
#ifndef JOB_PAPER_CHILD_H
#define JOB_PAPER_CHILD_H

#include "fmt/pdf.h"

/* A paper as it is put together: blocks in the order of the page. */
struct paper_doc {
	struct pdf_sheet sheet;
	struct buf blocks;           /* as the child is told them */
};

void paper_doc_init(struct paper_doc *d);
void paper_doc_free(struct paper_doc *d);
void paper_put(struct paper_doc *d, const struct pdf_block *b);
/* A block of one text. */
void paper_put_text(struct paper_doc *d, enum pdf_kind kind, enum pdf_style style,
                    struct str text);

struct paper_told {
	int pages;
	int32_t missing[PDF_MISSING];      /* characters that no font has */
	int nmissing;
};

/* Draws a paper; the PDF is appended to out. font: files that somebody asked for, ended by NULL, or
 * NULL. ERR_NOTFOUND paper-library, paper-no-font, paper-font; ERR_LIMIT paper-large. */
enum err paper_print(struct ctx *cx, const struct paper_doc *d, const char *const *font,
                     struct buf *out, struct paper_told *told);

/* Entry of the child role "paper"; returns the exit code. */
int paper_main(void);

#endif
