/* The tree of RFC 9162, against its own recursive definition and the roots every log knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/sign.h"
#include "journal/merkle.h"

#define MOST 70

static const enum hash_alg algs[] = { HASH_SHA256, HASH_SM3 };

/* ---- the definitions of section 2.1, word for word ---- */

static int k_of(int n)
{
	int k = 1;

	while (k * 2 < n)
		k *= 2;
	return k;
}

static struct hash mth(enum hash_alg alg, const struct hash *d, int n)
{
	struct hash h, l, r;

	if (n == 0) {
		digest_of(alg, "", 0, h.b);
		return h;
	}
	if (n == 1)
		return d[0];
	l = mth(alg, d, k_of(n));
	r = mth(alg, d + k_of(n), n - k_of(n));
	merkle_node(alg, &l, &r, &h);
	return h;
}

static int path_def(enum hash_alg alg, int m, const struct hash *d, int n, struct hash *out)
{
	int k, c;

	if (n == 1)
		return 0;
	k = k_of(n);
	if (m < k) {
		c = path_def(alg, m, d, k, out);
		out[c] = mth(alg, d + k, n - k);
	} else {
		c = path_def(alg, m - k, d + k, n - k, out);
		out[c] = mth(alg, d, k);
	}
	return c + 1;
}

static int subproof(enum hash_alg alg, int m, const struct hash *d, int n, bool b, struct hash *out)
{
	int k, c;

	if (m == n) {
		if (b)
			return 0;
		out[0] = mth(alg, d, n);
		return 1;
	}
	k = k_of(n);
	if (m <= k) {
		c = subproof(alg, m, d, k, b, out);
		out[c] = mth(alg, d + k, n - k);
	} else {
		c = subproof(alg, m - k, d + k, n - k, false, out);
		out[c] = mth(alg, d, k);
	}
	return c + 1;
}

static void make_leaves(enum hash_alg alg, struct hash *leaf, int n)
{
	for (int i = 0; i < n; i++) {
		unsigned char data[3] = { (unsigned char)i, (unsigned char)(i * 7), 1 };
		merkle_leaf(alg, data, (size_t)(i % 4), &leaf[i]);
	}
}

static bool same(const struct hash *a, const struct hash *b, int n)
{
	return memcmp(a, b, (size_t)n * sizeof(*a)) == 0;
}

/* ---- stories ---- */

static void test_roots_of_the_public_test_set(void **state)
{
	static const char *const leaf_hex[8] = { "", "00", "10", "2021", "3031", "40414243",
		"5051525354555657", "606162636465666768696a6b6c6d6e6f" };
	static const char *const root_hex[9] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" };
	struct hash leaf[8], root, want;
	struct frontier f;

	(void)state;
	frontier_init(&f, HASH_SHA256);
	for (int n = 0;; n++) {
		assert_true(hex_read(want.b, HASH_LEN, str_of(root_hex[n])));
		frontier_root(&f, &root);
		assert_memory_equal(root.b, want.b, HASH_LEN);
		merkle_root(HASH_SHA256, leaf, (uint64_t)n, &root);
		assert_memory_equal(root.b, want.b, HASH_LEN);
		if (n == 8)
			break;
		unsigned char data[16];
		size_t len = strlen(leaf_hex[n]) / 2;
		assert_true(hex_read(data, len, str_of(leaf_hex[n])));
		merkle_leaf(HASH_SHA256, data, len, &leaf[n]);
		frontier_add(&f, &leaf[n]);
	}
}

static void test_every_inclusion_proof(void **state)
{
	struct hash leaf[MOST], path[64], def[64], root;

	(void)state;
	for (int a = 0; a < 2; a++) {
		make_leaves(algs[a], leaf, MOST);
		for (int n = 0; n <= MOST; n++) {
			struct hash want = mth(algs[a], leaf, n);
			merkle_root(algs[a], leaf, (uint64_t)n, &root);
			assert_true(same(&root, &want, 1));
			for (int m = 0; m < n; m++) {
				int k = merkle_inclusion(algs[a], leaf, (uint64_t)n, (uint64_t)m,
					path);
				assert_int_equal(k, path_def(algs[a], m, leaf, n, def));
				assert_true(same(path, def, k));
				assert_true(merkle_check_inclusion(algs[a], (uint64_t)m,
					(uint64_t)n, &leaf[m],
				                                   path, k, &root));
			}
		}
	}
}

static void test_every_consistency_proof(void **state)
{
	struct hash leaf[MOST], path[64], def[64], root[MOST + 1];

	(void)state;
	for (int a = 0; a < 2; a++) {
		make_leaves(algs[a], leaf, MOST);
		for (int n = 0; n <= MOST; n++)
			root[n] = mth(algs[a], leaf, n);
		for (int n = 0; n <= MOST; n++)
			for (int m = 0; m <= n; m++) {
				int k = merkle_consistency(algs[a], leaf, (uint64_t)m, (uint64_t)n,
					path);
				if (m > 0 && m < n) {
					assert_int_equal(k, subproof(algs[a], m, leaf, n, true,
						def));
					assert_true(same(path, def, k));
				}
				assert_true(merkle_check_consistency(algs[a], (uint64_t)m,
					(uint64_t)n, &root[m],
				                                     &root[n], path, k));
			}
	}
}

static void test_wrong_proofs_are_refused(void **state)
{
	struct hash leaf[MOST], path[64], root, other;

	(void)state;
	make_leaves(HASH_SHA256, leaf, MOST);
	for (uint64_t n = 1; n <= 33; n++) {
		merkle_root(HASH_SHA256, leaf, n, &root);
		for (uint64_t m = 0; m < n; m++) {
			int k = merkle_inclusion(HASH_SHA256, leaf, n, m, path);
			assert_false(merkle_check_inclusion(HASH_SM3, m, n, &leaf[m], path, k,
				&root) && k > 0);
			assert_false(merkle_check_inclusion(HASH_SHA256, m, n,
				&leaf[(m + 1) % MOST], path, k,
			                                    &root));
			assert_false(merkle_check_inclusion(HASH_SHA256, n, n, &leaf[m], path, k,
				&root));
			path[k] = root;
			assert_false(merkle_check_inclusion(HASH_SHA256, m, n, &leaf[m], path,
				k + 1, &root));
			if (k == 0)
				continue;
			assert_false(merkle_check_inclusion(HASH_SHA256, m, n, &leaf[m], path,
				k - 1, &root));
			assert_false(merkle_check_inclusion(HASH_SHA256, m ^ 1, n, &leaf[m], path,
				k, &root));
			path[k / 2].b[5] ^= 1;
			assert_false(merkle_check_inclusion(HASH_SHA256, m, n, &leaf[m], path, k,
				&root));
		}
	}
	for (uint64_t n = 1; n <= 33; n++)
		for (uint64_t m = 1; m < n; m++) {
			merkle_root(HASH_SHA256, leaf, n, &root);
			merkle_root(HASH_SHA256, leaf, m, &other);
			int k = merkle_consistency(HASH_SHA256, leaf, m, n, path);
			assert_true(merkle_check_consistency(HASH_SHA256, m, n, &other, &root, path,
				k));
			assert_false(merkle_check_consistency(HASH_SHA256, n, m, &root, &other,
				path, k));
			assert_false(merkle_check_consistency(HASH_SHA256, m, n, &root, &root, path,
				k));
			assert_false(merkle_check_consistency(HASH_SHA256, m, n, &other, &root,
				path, k - 1));
			path[k - 1].b[31] ^= 128;
			assert_false(merkle_check_consistency(HASH_SHA256, m, n, &other, &root,
				path, k));
		}
}

/* One pass must be able to make any proof: the ranges lie apart and inside the tree. */
static void test_spans_do_not_overlap(void **state)
{
	struct merkle_span span[64];
	uint64_t sizes[] = { 1, 2, 3, 7, 8, 9, 1000, 65537, UINT64_C(1) << 40,
		(UINT64_C(1) << 62) + 5 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int t = 0; t < 100; t++) {
			uint64_t n = sizes[i], m = (uint64_t)t * UINT64_C(0x9E3779B97F4A7C15) % n,
				sum = 0;
			int k = merkle_inclusion_spans(n, m, span);
			for (int c = 0; c < k; c++) {
				assert_true(span[c].from < span[c].to && span[c].to <= n);
				assert_true(m < span[c].from || m >= span[c].to);
				sum += span[c].to - span[c].from;
			}
			assert_true(sum == n - 1);
			k = merkle_consistency_spans(m, n, span);
			for (int c = 0; c < k; c++)
				for (int d = 0; d < c; d++)
					assert_true(span[c].to <= span[d].from
						|| span[d].to <= span[c].from);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roots_of_the_public_test_set),
		cmocka_unit_test(test_every_inclusion_proof),
		cmocka_unit_test(test_every_consistency_proof),
		cmocka_unit_test(test_wrong_proofs_are_refused),
		cmocka_unit_test(test_spans_do_not_overlap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
