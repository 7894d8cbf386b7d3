// Raises the limit of descriptors as far as the system allows: the lower one is there for programs that use select.
#include <sys/resource.h>

static int allow_all_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -1;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit);
}
