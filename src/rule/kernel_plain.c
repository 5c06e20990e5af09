/* kernel_plain - for any machine: what the compiler may use anyway. */
#define KERNEL      kernel_plain
#define KERNEL_NAME "plain"
#include "rule/kernel.inc"
