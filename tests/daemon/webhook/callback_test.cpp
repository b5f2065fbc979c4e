#include "daemon/webhook/callback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/webhook/handed_over.h"

namespace driftd::webhook {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;
using Result = CallbackReply::Result;

const config::Time kNow(std::chrono::seconds(1769860800));

/// An orchestrator that was handed a job, and calls back.
class CallingBack : public ::testing::Test {
 protected:
  CallingBack() { EXPECT_TRUE(write_ticket(work_.folder.path(), work_.ticket(kNow - 1h))); }

  std::string good() const { return R"({"status": "succeeded", "key": ")" + work_.key() + "\"}"; }
  CallbackReply call(const std::string& body, config::Time signed_at = kNow, const std::string& secret = HandedOver::kSecret) {
    return take_callback(work_.folder.path(), work_.settings, {.signature = sign(secret, body, signed_at), .body = body}, kNow);
  }
  std::string kept() const { return work_.folder.get("callback.json"); }

  HandedOver work_;
};

TEST_F(CallingBack, ItsWordIsKept) {
  EXPECT_EQ(call(good()).result, Result::taken);
  EXPECT_EQ(kept(), good());
}

TEST_F(CallingBack, SaidAgainDoesNoHarmAndTheFirstCounts) {
  EXPECT_EQ(call(good()).result, Result::taken);
  EXPECT_EQ(call(good()).result, Result::taken);
  EXPECT_EQ(call(R"({"status": "failed", "key": ")" + work_.key() + "\"}").result, Result::taken);
  EXPECT_EQ(kept(), good());
}

TEST_F(CallingBack, IsNotBelievedUnderAnotherSecretOrTime) {
  EXPECT_EQ(call(good(), kNow, "another secret, as long").result, Result::not_signed);
  EXPECT_EQ(call(good(), kNow - 6min).result, Result::not_signed) << "overheard and sent again";
  EXPECT_EQ(call(good(), kNow + 6min).result, Result::not_signed);
  EXPECT_EQ(take_callback(work_.folder.path(), work_.settings, {.signature = {}, .body = good()}, kNow).result, Result::not_signed);
  const Callback changed{.signature = sign(HandedOver::kSecret, good(), kNow), .body = good() + " "};
  EXPECT_EQ(take_callback(work_.folder.path(), work_.settings, changed, kNow).result, Result::not_signed);
  EXPECT_EQ(kept(), "");
}

TEST_F(CallingBack, MustNameTheJobByItsKey) {
  EXPECT_EQ(call(R"({"status": "succeeded"})").result, Result::unknown_job);
  EXPECT_EQ(call(R"({"status": "succeeded", "key": "m-7-00"})").result, Result::unknown_job);
  EXPECT_EQ(kept(), "");
}

TEST_F(CallingBack, MustHaveComeToAnEnd) {
  EXPECT_THAT(call(R"({"status": "running", "key": ")" + work_.key() + "\"}").message, HasSubstr("\"succeeded\" or \"failed\""));
  EXPECT_EQ(call("{}").result, Result::malformed);
  EXPECT_EQ(call("rubbish").result, Result::malformed);
}

TEST_F(CallingBack, FindsNobodyWhereNoJobIsUnderWay) {
  std::filesystem::remove(work_.folder / "ticket.json");
  EXPECT_EQ(call(good()).result, Result::unknown_job);
  EXPECT_EQ(kept(), "");
}

TEST_F(CallingBack, FailsWhereTheSecretIsGone) {
  std::filesystem::remove(work_.folder / "secret");
  EXPECT_EQ(call(good()).result, Result::failed);
}

}  // namespace
}  // namespace driftd::webhook
