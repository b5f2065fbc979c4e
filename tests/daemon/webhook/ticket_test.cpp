#include "daemon/webhook/ticket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/webhook/handed_over.h"

namespace driftd::webhook {
namespace {

using namespace std::chrono_literals;

const config::Time kNow(std::chrono::seconds(1769860800));

TEST(Ticket, IsReadAsItWasWritten) {
  const HandedOver work;
  auto ticket = work.ticket(kNow + 5us);
  ticket.accepted = true;
  ticket.status_url = "http://127.0.0.1:1/jobs/7";
  ticket.first = kNow - 2h;
  ticket.last = kNow - 1h;
  ASSERT_TRUE(write_ticket(work.folder.path(), ticket));
  const auto read = read_ticket_of(work.job, work.folder.path());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->key, ticket.key);
  EXPECT_EQ(read->submitted, ticket.submitted);
  EXPECT_TRUE(read->accepted);
  EXPECT_EQ(read->status_url, ticket.status_url);
  EXPECT_EQ(read->rows, 2U);
  EXPECT_EQ(read->first, ticket.first);
  EXPECT_EQ(read->last, ticket.last);
}

TEST(Ticket, IsNotThereWhereItCannotBeRead) {
  const HandedOver work;
  EXPECT_FALSE(read_ticket(work.folder.path()));
  for (const char* text : {"", "{", "[]", "{}", R"({"key": 5})"}) {
    work.folder.put("ticket.json", text);
    EXPECT_FALSE(read_ticket(work.folder.path())) << text;
  }
}

TEST(Ticket, IsOfOneJobAndItsRows) {
  HandedOver work;
  ASSERT_TRUE(write_ticket(work.folder.path(), work.ticket(kNow)));
  ASSERT_TRUE(read_ticket_of(work.job, work.folder.path()));
  auto other = work.job;
  other.learner = config::Json{{"kind", "logistic"}, {"epochs", 3}};
  EXPECT_FALSE(read_ticket_of(other, work.folder.path())) << "the settings changed while it waited";
  work.folder.put("train.csv", "x,label\n1,0\n");
  EXPECT_FALSE(read_ticket_of(work.job, work.folder.path())) << "the table is another one";
}

TEST(Ticket, HasAKeyOfWhatIsToBeTrained) {
  const HandedOver work;
  EXPECT_THAT(work.key(), ::testing::MatchesRegex("m-7-[0-9a-f]+"));
  EXPECT_EQ(key_of(work.job, "ab"), key_of(work.job, "ab"));
  EXPECT_NE(key_of(work.job, "ab"), key_of(work.job, "cd"));
  auto again = work.job;
  again.number = 8;
  EXPECT_NE(key_of(work.job, "ab"), key_of(again, "ab"));
}

}  // namespace
}  // namespace driftd::webhook
