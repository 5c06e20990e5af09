/* kernel_v2 - for processors from about 2009 (x86-64-v2); see kernel.inc. */
#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("sse4.2,popcnt"))), apply_to = function)
#else
#pragma GCC optimize("O3")
#pragma GCC target("sse4.2,popcnt")
#endif
#define KERNEL      kernel_v2
#define KERNEL_NAME "v2"
#include "rule/kernel.inc"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
