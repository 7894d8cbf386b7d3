package io.pollen.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlaintextTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

  private final Plaintext plaintext = new Plaintext();

  private String answer(String input) {
    plaintext.input().put(input.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer answer = plaintext.answer();
    return StandardCharsets.US_ASCII.decode(answer).toString();
  }

  @Test
  void everyPipelinedRequestIsAnswered() {
    assertThat(answer(GET + GET + GET)).isEqualTo(OK + OK + OK);
    assertThat(plaintext.isOpen()).isTrue();
  }

  @Test
  void aHeadInPiecesIsAnsweredWhenItIsWhole() {
    assertThat(answer(GET.substring(0, 20))).isEmpty();
    assertThat(answer(GET.substring(20) + GET.substring(0, 5))).isEqualTo(OK);
    assertThat(answer(GET.substring(5))).isEqualTo(OK);
  }

  @Test
  void whatItDoesNotServeIsRefusedAndTheConnectionEnds() {
    assertThat(answer("POST / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(plaintext.isOpen()).isFalse();
  }

  @Test
  void aBodyIsRefusedWhateverTheCaseOfItsHeader() {
    assertThat(answer("GET / HTTP/1.1\r\nCONTENT-LENGTH: 5\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aHeadLargerThanTheBufferEndsTheConnection() {
    assertThat(answer("GET /" + "x".repeat(16 * 1024 - 5))).isEmpty();
    assertThat(plaintext.isOpen()).isFalse();
  }
}
