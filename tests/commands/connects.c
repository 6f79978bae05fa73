/* Tries to reach the network. */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    printf("Content-Type: text/plain\n\n%d", connect(descriptor, (struct sockaddr *)&address, sizeof address));
    return 0;
}
