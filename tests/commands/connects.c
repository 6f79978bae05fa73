/* Tries to reach the network. */
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void) {
    struct addrinfo *found;
    printf("Content-Type: text/plain\n\n");
    printf("TCP %d\n", socket(AF_INET, SOCK_STREAM, 0));
    printf("TCP6 %d\n", socket(AF_INET6, SOCK_STREAM, 0));
    printf("UDP %d\n", socket(AF_INET, SOCK_DGRAM, 0));
    printf("name %s\n", getaddrinfo("localhost", NULL, NULL, &found) ? "unknown" : "known");
    return 0;
}
