<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests\Unit;

use Ledgerbridge\Order\Row;
use Ledgerbridge\Status\Badge;
use Ledgerbridge\Status\Document;
use Ledgerbridge\Status\Text;
use PHPUnit\Framework\TestCase;

/** The badge says the state, why, and what is still under way. */
final class BadgeTest extends TestCase
{
    public function test_an_order_without_a_row_was_not_sent(): void
    {
        self::assertSame(['none', 'Not sent'], [Badge::of(null)->state, Badge::of(null)->label]);
    }

    public function test_every_state_has_its_own_words(): void
    {
        $labels = array_map([Badge::class, 'label'], Badge::STATES);
        self::assertSame($labels, array_unique($labels));
        foreach (Badge::STATES as $state) {
            self::assertSame($state, Badge::of(self::row(['state' => $state]))->state);
        }
    }

    public function test_a_due_order_is_on_its_way(): void
    {
        $badge = Badge::of(self::row(['due_at' => '1795400000', 'sent_sequence' => '0']));
        self::assertSame('waiting', $badge->state);
        self::assertStringContainsString('on its way', $badge->title);
        self::assertTrue($badge->moving(self::row(['due_at' => '1795400000'])));
    }

    public function test_an_order_just_handed_over_is_looked_at_until_the_service_answers(): void
    {
        $pushed = ['state' => 'attention', 'sent_sequence' => '2', 'changed_at' => (string) time()];
        $waiting = self::row($pushed + ['reported_at' => (string) (time() - 60)]);
        $answered = self::row($pushed + ['reported_at' => (string) (time() + 1)]);
        self::assertSame([true, false], [Badge::of($waiting)->moving($waiting), Badge::of($answered)->moving($answered)]);
    }

    public function test_an_answer_is_not_waited_for_for_ever(): void
    {
        $row = self::row(['state' => 'booked', 'changed_at' => (string) (time() - 3600), 'reported_at' => (string) (time() - 7200)]);
        self::assertFalse(Badge::of($row)->moving($row));
    }

    public function test_a_booked_order_that_changed_stays_booked_and_says_so(): void
    {
        $badge = Badge::of(self::row(['state' => 'booked', 'due_at' => '1795400000']));
        self::assertSame('booked', $badge->state);
        self::assertStringContainsString('on its way', $badge->title);
    }

    public function test_what_went_wrong_on_the_way_is_the_title(): void
    {
        $badge = Badge::of(self::row(['due_at' => '1795400000', 'last_error' => 'no answer']));
        self::assertStringContainsString('tried again by itself: no answer', $badge->title);
    }

    public function test_the_reason_is_told_in_the_readers_language(): void
    {
        $report = ['reason' => ['code' => 'x', 'text' => ['en' => 'not paid', 'nl' => 'niet betaald']], 'problem' => null];
        self::assertSame('niet betaald', Badge::of(self::row(['state' => 'skipped', 'report' => json_encode($report)]))->title);
    }

    public function test_html_is_escaped(): void
    {
        $html = Badge::of(self::row(['due_at' => '1', 'last_error' => '"><script>']))->html();
        self::assertStringContainsString('&quot;&gt;&lt;script&gt;', $html);
        self::assertStringNotContainsString('<script>', $html);
    }

    public function test_a_state_nobody_knows_is_waiting(): void
    {
        self::assertSame('waiting', Badge::of(self::row(['state' => 'invented']))->state);
    }

    /** @dataProvider texts */
    public function test_texts_fall_back(mixed $text, string $locale, string $expected): void
    {
        self::assertSame($expected, Text::of($text, $locale));
    }

    /** @return list<array{mixed, string, string}> */
    public static function texts(): array
    {
        $both = ['en' => 'yes', 'nl' => 'ja'];
        return [[$both, 'nl_NL', 'ja'], [$both, 'nl_NL_formal', 'ja'], [$both, 'de_DE', 'yes'], [['nl' => 'ja'], 'fr_FR', 'ja'],
            ['plain', 'nl_NL', 'plain'], [null, 'nl_NL', ''], [[], 'nl_NL', ''], [['en' => ['x']], 'en_US', '']];
    }

    public function test_documents_say_what_they_are(): void
    {
        [$entry, $credit] = Document::of(['documents' => [
            ['kind' => 'sales_entry', 'credit' => false, 'number' => ' 700123', 'gross' => '54.68', 'currency' => 'EUR', 'difference' => '0.00', 'proved_at' => '2026'],
            'nonsense',
            ['kind' => 'sales_invoice', 'credit' => true, 'number' => '9', 'gross' => '', 'difference' => '0.01', 'proved_at' => '2026'],
        ]]);
        self::assertSame('Sales entry 700123 (54.68 EUR).', $entry->sentence());
        self::assertSame('', $entry->paid());
        [$open, $paid] = Document::of(['documents' => [
            ['kind' => 'sales_entry', 'currency' => 'EUR', 'payment' => 'part', 'open' => '12.00'],
            ['kind' => 'sales_entry', 'currency' => 'EUR', 'payment' => 'paid', 'open' => '0.00'],
        ]]);
        self::assertSame(['12.00 EUR open', 'Paid'], [$open->paid(), $paid->paid()]);
        self::assertTrue($entry->exact());
        self::assertSame('Credit note 9.', $credit->sentence());
        self::assertFalse($credit->exact());
    }

    /** @param array<string, string|null> $fields */
    private static function row(array $fields): Row
    {
        return Row::from(
            $fields + ['order_id' => '7', 'number' => '', 'sequence' => '2', 'sent_sequence' => '1', 'reason' => 'changed', 'deleted' => '0', 'due_at' => null, 'attempts' => '0',
                'last_error' => null, 'hash' => '', 'body_hash' => '', 'state' => '', 'version' => '0', 'report' => null, 'reported_at' => null, 'changed_at' => '1795400000']
        );
    }
}
