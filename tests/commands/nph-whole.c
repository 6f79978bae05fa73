/* The whole response, status line included. */
#include <stdio.h>

int main(void) {
    printf("HTTP/1.1 203 Mine\r\nX-Own: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    printf("4\r\nthe \r\n5\r\nwhole\r\n0\r\n\r\n");
    return 0;
}
