/* Stands in for Windows' source of random bytes under wine 8, which lacks it. For the tests only:
 * tools written in Rust ask for it. The bytes come from where the C library of Windows takes them. */

#include <stddef.h>

#define OFFERED __declspec(dllexport)
unsigned char __stdcall SystemFunction036(void *buffer, unsigned long length); /* RtlGenRandom */

OFFERED int ProcessPrng(unsigned char *data, size_t length) {
    while (length) {
        unsigned long part = length > 0x10000 ? 0x10000 : (unsigned long)length;
        if (!SystemFunction036(data, part)) return 0;
        data += part;
        length -= part;
    }
    return 1;
}
