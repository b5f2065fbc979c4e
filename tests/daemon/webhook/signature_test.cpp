#include "daemon/webhook/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/scratch_folder.h"

namespace driftd::webhook {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

const config::Time kNow(std::chrono::seconds(1769860800));
constexpr std::string_view kSecret = "0123456789abcdef";

std::string verdict(std::string_view content, const Signature& claimed, config::Time now = kNow, std::string_view secret = kSecret) {
  const auto verified = verify(secret, content, claimed, now, 5min);
  return verified ? "good" : verified.error();
}

/// Made with Python: hmac.new(secret, b'1769860800.' + content, hashlib.sha256).hexdigest()
TEST(Signature, IsWhatOthersMake) {
  const auto of_body = sign(kSecret, R"({"status": "succeeded"})", kNow + 999ms);
  EXPECT_EQ(of_body.timestamp, "1769860800");
  EXPECT_EQ(of_body.signature, "sha256=fb105538a90533bc838cfbb6fa329b008375bb8c7ee3be93a7bcf452a1388f47");
  EXPECT_EQ(sign(kSecret, "GET /jobs/7", kNow).signature, "sha256=7fdf65a786faef13dec6d09d4f06422bd707de142381bad693c31a3498b0b68d");
}

TEST(Signature, IsOfTheBodyOrOfWhatIsAskedFor) {
  EXPECT_EQ(signed_content("POST", "/train", "{}"), "{}");
  EXPECT_EQ(signed_content("DELETE", "/jobs/7?now=1", ""), "DELETE /jobs/7?now=1");
}

TEST(Signature, IsBelievedWithinTheSkewOfTheClocks) {
  const auto claimed = sign(kSecret, "content", kNow);
  EXPECT_EQ(verdict("content", claimed), "good");
  EXPECT_EQ(verdict("content", claimed, kNow + 5min), "good");
  EXPECT_EQ(verdict("content", claimed, kNow - 5min), "good");
  EXPECT_THAT(verdict("content", claimed, kNow + 5min + 1s), HasSubstr("more than 5m from the time here, 2026-01-31T12:05:01Z"));
  EXPECT_THAT(verdict("content", claimed, kNow - 5min - 1s), HasSubstr("more than 5m from the time here"));
}

TEST(Signature, IsNotBelievedWhereAnythingIsAnother) {
  const auto claimed = sign(kSecret, "content", kNow);
  const std::string forged = "is signed by another secret, or was changed on its way";
  EXPECT_EQ(verdict("Content", claimed), forged);
  EXPECT_EQ(verdict("content", claimed, kNow, "0123456789abcdeg"), forged);
  EXPECT_EQ(verdict("content", {.timestamp = "1769860801", .signature = claimed.signature}), forged) << "the time is signed too";
  for (std::size_t at = 0; at < claimed.signature.size(); ++at) {
    auto spoilt = claimed;
    spoilt.signature[at] = spoilt.signature[at] == '0' ? '1' : '0';
    EXPECT_EQ(verdict("content", spoilt), forged) << "at " << at;
  }
  EXPECT_EQ(verdict("content", {.timestamp = claimed.timestamp, .signature = claimed.signature.substr(0, 20)}), forged);
}

TEST(Signature, IsMissed) {
  const auto claimed = sign(kSecret, "content", kNow);
  EXPECT_THAT(verdict("content", {}), HasSubstr("is not signed: X-Driftd-Timestamp and X-Driftd-Signature are needed"));
  EXPECT_THAT(verdict("content", {.timestamp = claimed.timestamp, .signature = {}}), HasSubstr("is not signed"));
  for (const char* time : {"yesterday", "1.5", "1769860800 ", "1769860800176986080017698608001769860800", "1234567890123"})
    EXPECT_THAT(verdict("content", {.timestamp = time, .signature = claimed.signature}), HasSubstr("no time in whole Unix seconds"))
        << time;
}

TEST(Secret, IsTheFileWithoutItsLineEnd) {
  const tests::ScratchFolder folder;
  const auto file = folder.path() / "secret";
  std::ofstream(file) << kSecret << "\r\n";
  EXPECT_EQ(read_secret(file).value_or(""), kSecret);
  std::filesystem::create_symlink(file, folder.path() / "mounted");
  EXPECT_EQ(read_secret(folder.path() / "mounted").value_or(""), kSecret) << "as Kubernetes mounts them";
}

TEST(Secret, MustBeThereAndWorthItsName) {
  const tests::ScratchFolder folder;
  const auto file = folder.path() / "secret";
  EXPECT_THAT(read_secret(file).error(), HasSubstr("cannot read"));
  std::ofstream(file) << "123456789012345\n";
  EXPECT_THAT(read_secret(file).error(), HasSubstr("holds 15 bytes, at least 16 are needed"));
  std::ofstream(file) << std::string(4097, 'x');
  EXPECT_THAT(read_secret(file).error(), HasSubstr("at most 4096 are read"));
}

}  // namespace
}  // namespace driftd::webhook
